// Every page's script: htmx and the small helpers of the shell; heavy islands come when needed.
import "./htmx";
import { startShell } from "./shell";

startShell(document);
