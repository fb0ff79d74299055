// The writing half of a connection: an answer, whole or piece by piece, then the next request or a
// goodbye. Part of connection_detail.h, which includes it; same threads.
#pragma once

namespace digipro::http {

inline std::string http_date() {
  char text[40];
  time_t now = time(nullptr);
  tm parts{};
  gmtime_r(&now, &parts);
  strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text;
}

template <class Stream>
void Connection<Stream>::send(Response response, bool keep_alive) {
  if (edge_.stopping) keep_alive = false;
  stream_source_ = response.stream;
  int64_t stream_bytes = stream_source_ ? stream_source_->size_bytes() : 0;
  is_head_request_ = request_.method == Method::head;
  response_.emplace();
  response_->result(static_cast<unsigned>(response.status));
  response_->version(11);
  for (auto& [name, value] : response.headers) response_->insert(name, value);
  response_->set(bhttp::field::date, http_date());
  response_->keep_alive(keep_alive);
  bool chunked = stream_source_ != nullptr && stream_bytes < 0;
  bool has_no_length = response.status == 204 || response.status == 304;  // RFC 9110 par. 8.6
  if (chunked)
    response_->chunked(true);
  else if (!has_no_length)
    response_->content_length(stream_source_ ? static_cast<uint64_t>(stream_bytes)
                                             : response.body.size());
  body_ = std::move(response.body);
  response_->body().data = body_.data();
  response_->body().size = is_head_request_ ? 0 : body_.size();
  response_->body().more = stream_source_ != nullptr && !is_head_request_;
  serializer_.emplace(*response_);
  keep_alive_ = keep_alive;
  if (is_head_request_) return write_header_only();
  if (stream_source_ != nullptr) return next_piece();
  write_some();
}

template <class Stream>
void Connection<Stream>::write_header_only() {
  expire(edge_.settings.limits.write_timeout_seconds);
  bhttp::async_write_header(
      stream_, *serializer_,
      [self = this->shared_from_this()](beast::error_code error, size_t) { self->on_sent(error); });
}

template <class Stream>
void Connection<Stream>::write_some() {
  expire(edge_.settings.limits.write_timeout_seconds);
  bhttp::async_write(stream_, *serializer_,
                     [self = this->shared_from_this()](beast::error_code error, size_t) {
                       if (error == bhttp::error::need_buffer) return self->next_piece();
                       self->on_sent(error);
                     });
}

// The source is read on a worker, since it is a file or a query.
template <class Stream>
void Connection<Stream>::next_piece() {
  auto self = this->shared_from_this();
  bool accepted = edge_.workers.post([self] {
    auto piece = self->stream_source_->read(chunk_bytes);
    asio::dispatch(self->stream_.get_executor(), [self, moved = std::move(piece)]() mutable {
      if (!moved) return self->close();  // the client sees a body that is too short
      self->body_ = std::move(*moved);
      self->response_->body().data = self->body_.empty() ? nullptr : self->body_.data();
      self->response_->body().size = self->body_.size();
      self->response_->body().more = !self->body_.empty();
      self->write_some();
    });
  });
  if (!accepted) close();
}

template <class Stream>
void Connection<Stream>::on_sent(beast::error_code error) {
  stream_source_.reset();
  end_running();
  if (error) return close();
  if (!keep_alive_) return linger();
  await_request();
}

// Says goodbye, then reads what the client is still sending for a moment: closing at once would
// reset the connection and the refusal would be lost on its way.
template <class Stream>
void Connection<Stream>::linger() {
  beast::error_code ignored;
  beast::get_lowest_layer(stream_).socket().shutdown(Tcp::socket::shutdown_send, ignored);
  linger_chunk_left_ = 64;
  drain();
}

template <class Stream>
void Connection<Stream>::drain() {
  chunk_.resize(chunk_bytes);
  expire(2);
  beast::get_lowest_layer(stream_).async_read_some(
      asio::buffer(chunk_.data(), chunk_.size()),
      [self = this->shared_from_this()](beast::error_code error, size_t) {
        if (error || --self->linger_chunk_left_ == 0) return self->close();
        self->drain();
      });
}

}  // namespace digipro::http
