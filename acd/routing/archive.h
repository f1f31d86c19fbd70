// SPDX-License-Identifier: GPL-3.0-or-later
//
// Plain values to bytes and back, little end first, no padding. One list of fields a type serves
// both directions (snapshot_fields.h), so that they cannot differ.
#pragma once

#include "proto/base/enum_count.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace acd::routing {

template <class T>
concept Scalar = std::is_arithmetic_v<T> || std::is_enum_v<T>;

class Writer {
public:
    Writer(std::string& out, std::uint32_t version) : m_out(out), m_version(version) {}
    std::uint32_t version() const { return m_version; }
    template <class... T>
    void operator()(const T&... values) {
        (put(values), ...);
    }

private:
    template <class T>
    void put(const T& value) {
        if constexpr (Scalar<T>)
            m_out.append(reinterpret_cast<const char*>(&value), sizeof value);
        else
            fields(*this, const_cast<T&>(value)); // only read
    }
    template <class T, std::size_t N>
    void put(const std::array<T, N>& values) {
        for (const T& value : values)
            put(value);
    }
    template <class T>
    void put(const std::vector<T>& values) {
        put(static_cast<std::uint32_t>(values.size()));
        for (const T& value : values)
            put(value);
    }
    void put(const std::string& text) {
        put(static_cast<std::uint32_t>(text.size()));
        m_out.append(text);
    }
    template <class T>
    void put(const std::optional<T>& value) {
        put(value.has_value());
        put(value.value_or(T{}));
    }
    std::string& m_out;
    std::uint32_t m_version;
};

// What may be read into a value of this type. Numbers and ids are enums, too, but wider than a byte, and any value is one.
template <class T>
bool isReadable(const char* bytes) {
    if constexpr (std::is_same_v<T, bool>)
        return *bytes == 0 || *bytes == 1;
    else if constexpr (std::is_enum_v<T> && sizeof(T) == 1)
        return proto::base::isValue(static_cast<T>(*bytes));
    else
        return true;
}

// After the end of the bytes, and after a value that its type does not have, everything reads as zero and `good` is false.
class Reader {
public:
    // `version`: of the format the bytes were written in, for lists of fields that have grown.
    Reader(std::string_view in, std::uint32_t version) : m_in(in), m_version(version) {}
    std::uint32_t version() const { return m_version; }
    bool good() const { return m_good; }
    bool atEnd() const { return m_in.empty(); }
    void refuse() { m_good = false; } // what was read means nothing
    template <class... T>
    void operator()(T&... values) {
        (get(values), ...);
    }

private:
    template <class T>
    void get(T& value) {
        if constexpr (Scalar<T>) {
            value = T{};
            m_good = m_good && m_in.size() >= sizeof value && isReadable<T>(m_in.data());
            if (!m_good)
                return;
            std::memcpy(&value, m_in.data(), sizeof value);
            m_in.remove_prefix(sizeof value);
        } else {
            fields(*this, value);
        }
    }
    template <class T, std::size_t N>
    void get(std::array<T, N>& values) {
        for (T& value : values)
            get(value);
    }
    template <class T>
    void get(std::vector<T>& values) {
        std::uint32_t size = 0;
        get(size);
        values.clear();
        for (std::uint32_t i = 0; i < size && m_good; ++i)
            get(values.emplace_back());
    }
    void get(std::string& text) {
        std::uint32_t size = 0;
        get(size);
        m_good = m_good && m_in.size() >= size;
        if (!m_good)
            return;
        text = m_in.substr(0, size);
        m_in.remove_prefix(size);
    }
    template <class T>
    void get(std::optional<T>& value) {
        bool has = false;
        T held{};
        get(has);
        get(held);
        value = has ? std::optional(held) : std::nullopt;
    }
    std::string_view m_in;
    std::uint32_t m_version;
    bool m_good = true;
};

} // namespace acd::routing
