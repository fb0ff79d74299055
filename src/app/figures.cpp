#include "app/figures.h"

namespace digipro::app {
namespace {

constexpr std::string_view request_name = "digipro_http_request_seconds";
constexpr std::string_view request_help = "Time of a request from routing to the page, by route";

std::string_view word_of(http::Method method) {
  return method == http::Method::post ? "POST" : "GET";
}

}  // namespace

Figures::Figures(const web::Routes& routes) {
  for (const web::Routes::Route& route : routes.all())
    by_route_[&route] = &registry_.histogram(
        request_name, request_help,
        {{"method", std::string(word_of(route.method))}, {"route", route.pattern}});
  no_route_ = &registry_.histogram(request_name, request_help, {{"method", ""}, {"route", ""}});
}

void Figures::request(const web::Routes::Route* route, double seconds) {
  auto found = by_route_.find(route);
  (found == by_route_.end() ? no_route_ : found->second)->observe(seconds);
}

void Figures::refused(const Error& error) {
  registry_
      .counter("digipro_refusals_total", "Requests refused, by the code of the error",
               {{"code", std::string(error.name())}})
      .add();
}

void Figures::ask(std::function<http::Server::Counters()> server,
                  std::function<std::vector<Ente>()> enti) {
  registry_.before_text([this, server = std::move(server), enti = std::move(enti)] {
    http::Server::Counters edge = server();
    registry_.gauge("digipro_http_connections", "Open connections")
        .set(static_cast<double>(edge.connections_open));
    registry_.counter("digipro_http_requests_total", "Requests read").set(edge.requests_total);
    registry_
        .counter("digipro_http_rejected_total", "Connections and requests turned away at the edge")
        .set(edge.rejected_total);
    for (const Ente& ente : enti()) {
      metrics::Labels labels{{"ente", ente.id.text}};
      registry_.counter("digipro_commands_total", "Commands applied", labels)
          .set(ente.ledger.commands);
      registry_.counter("digipro_batches_total", "Commits", labels).set(ente.ledger.batches);
      registry_.gauge("digipro_outbox_waiting", "Effects that wait", labels)
          .set(static_cast<double>(ente.outbox.waiting));
      registry_.gauge("digipro_incidents", "Incidents that nobody has closed", labels)
          .set(static_cast<double>(ente.outbox.incidents));
    }
  });
}

Status Figures::serve(const config::Metrics& settings) {
  if (settings.port == 0) return {};
  server_ = metrics::make_server(registry_, settings.address, static_cast<uint16_t>(settings.port));
  return server_->start();
}

}  // namespace digipro::app
