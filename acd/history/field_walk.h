// The two directions of the codec: a walk over fields that writes them into a message, and one that reads them from it.
// A field is given as the member of the event or record, and the message's accessors.
#pragma once

#include <cstdint>
#include <optional>
#include <type_traits>

namespace acd::history {

template <typename T>
std::int64_t toWire(const T& value) {
    return static_cast<std::int64_t>(value);
}

template <typename T>
T fromWire(std::int64_t value) {
    if constexpr (std::is_same_v<T, bool>)
        return value != 0;
    else
        return static_cast<T>(value);
}

template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};

// Writes. Fields that are not there (an empty std::optional) are left out.
template <typename Message>
class FieldWriter {
public:
    explicit FieldWriter(Message& message) : m_message(message) {}

    template <typename T, typename Has, typename Get, typename Set>
    void operator()(const T& field, Has, Get, Set set) {
        if constexpr (IsOptional<T>::value) {
            if (field)
                (m_message.*set)(toWire(*field));
        } else {
            (m_message.*set)(toWire(field));
        }
    }
    template <typename T, typename Get, typename Set>
    void operator()(const T& field, Get, Set set) {
        (m_message.*set)(fromWire<std::remove_cvref_t<std::invoke_result_t<Get, Message&>>>(toWire(field)));
    }

private:
    Message& m_message;
};

// Reads. Fields that are not there keep their default.
template <typename Message>
class FieldReader {
public:
    explicit FieldReader(const Message& message) : m_message(message) {}

    template <typename T, typename Has, typename Get, typename Set>
    void operator()(T& field, Has has, Get get, Set) {
        if (!(m_message.*has)())
            return;
        if constexpr (IsOptional<T>::value)
            field = fromWire<typename T::value_type>((m_message.*get)());
        else
            field = fromWire<T>((m_message.*get)());
    }
    template <typename T, typename Get, typename Set>
    void operator()(T& field, Get get, Set) {
        field = fromWire<T>(toWire((m_message.*get)()));
    }

private:
    const Message& m_message;
};

} // namespace acd::history
