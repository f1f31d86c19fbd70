// A fuzz target: a function that gets bytes somebody else chose, and what it promises about them. `./dev fuzz NAME SECONDS` links
// each with libFuzzer; the ordinary build links all of them with corpora_test.cpp, which gives them the files of their corpora.
//
//   FUZZ_TARGET(site_file) {
//       PROMISE(…);          // what is written in `bytes` cannot make it untrue
//   }
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

namespace tests::fuzz {

using Target = void (*)(std::string_view bytes);

// By name; filled before main.
inline std::map<std::string, Target>& targets() {
    static std::map<std::string, Target> all;
    return all;
}

} // namespace tests::fuzz

#ifdef ANTESALA_FUZZ
#define FUZZ_TARGET(name)                                                                                              \
    static void fuzz_##name(std::string_view bytes);                                                                   \
    extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {                                \
        fuzz_##name({reinterpret_cast<const char*>(data), size});                                                      \
        return 0;                                                                                                      \
    }                                                                                                                  \
    static void fuzz_##name(std::string_view bytes)
#else
#define FUZZ_TARGET(name)                                                                                              \
    static void fuzz_##name(std::string_view bytes);                                                                   \
    static const bool isKnown_##name = tests::fuzz::targets().emplace(#name, fuzz_##name).second;                      \
    static void fuzz_##name([[maybe_unused]] std::string_view bytes)
#endif

#define PROMISE(what)                                                                                                  \
    do {                                                                                                               \
        if (!(what)) {                                                                                                 \
            std::fprintf(stderr, "%s:%d: not kept: %s\n", __FILE__, __LINE__, #what);                                  \
            std::abort();                                                                                              \
        }                                                                                                              \
    } while (false)
