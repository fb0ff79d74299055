import htmx from "htmx.org";

// What the CSP demands is said by <meta name="htmx-config"> too; this holds if a page lacks it.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;

export default htmx;
