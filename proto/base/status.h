// Errors as values. A function that can fail returns Status, or Result<T> when it also gives something.
// Messages are one English sentence that names the thing and the cure. Thread-safe: plain values.
#pragma once

#include <QString>

#include <utility>
#include <variant>

namespace proto::base {

enum class StatusCode { Ok, Invalid, NotFound, Refused, Unavailable, Internal };

class [[nodiscard]] Status {
public:
    Status() = default;
    Status(StatusCode code, QString message) : m_code(code), m_message(std::move(message)) {}

    static Status ok() { return {}; }
    static Status invalid(QString message) { return {StatusCode::Invalid, std::move(message)}; }
    static Status notFound(QString message) { return {StatusCode::NotFound, std::move(message)}; }
    static Status refused(QString message) { return {StatusCode::Refused, std::move(message)}; }
    static Status unavailable(QString message) { return {StatusCode::Unavailable, std::move(message)}; }
    static Status internal(QString message) { return {StatusCode::Internal, std::move(message)}; }

    bool isOk() const { return m_code == StatusCode::Ok; }
    explicit operator bool() const { return isOk(); }
    StatusCode code() const { return m_code; }
    const QString& message() const { return m_message; }

private:
    StatusCode m_code = StatusCode::Ok;
    QString m_message;
};

// Either a value or the Status that says why there is none.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_content(std::move(value)) {}
    Result(Status failure) : m_content(std::move(failure)) {} // never built from an Ok status

    bool isOk() const { return std::holds_alternative<T>(m_content); }
    explicit operator bool() const { return isOk(); }
    const T& value() const& { return std::get<T>(m_content); }
    T& value() & { return std::get<T>(m_content); }
    T&& value() && { return std::get<T>(std::move(m_content)); }
    const T& operator*() const& { return value(); }
    const T* operator->() const { return &value(); }
    Status status() const { return isOk() ? Status::ok() : std::get<Status>(m_content); }

private:
    std::variant<T, Status> m_content;
};

} // namespace proto::base
