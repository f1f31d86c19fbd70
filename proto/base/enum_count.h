// How many values an enum has that counts up from 0, asked of the compiler, so that no list of them is kept by hand. The name
// of a value that does not exist is printed as a cast: "(Strategy)7". GCC and clang.
#pragma once

#include <cstddef>
#include <string_view>

namespace proto::base {

template <auto Value>
constexpr bool isNamed() {
    constexpr std::string_view signature = __PRETTY_FUNCTION__;
    constexpr std::string_view before = "Value = ";
    return signature[signature.find(before) + before.size()] != '(';
}

template <class Enum, std::size_t From = 0>
constexpr std::size_t countOf() {
    if constexpr (isNamed<static_cast<Enum>(From)>())
        return countOf<Enum, From + 1>();
    else
        return From;
}

template <class Enum>
constexpr bool isValue(Enum value) {
    return static_cast<std::size_t>(value) < countOf<Enum>();
}

} // namespace proto::base
