#include "desk/server/origin.h"

#include <algorithm>
#include <cctype>

namespace desk::server {

namespace {

bool sameText(std::string_view one, std::string_view other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

} // namespace

bool originAllowed(std::string_view origin, std::string_view host, std::string_view publicOrigin) {
    if (origin.empty())
        return true;
    if (!publicOrigin.empty())
        return sameText(origin, publicOrigin);
    constexpr std::string_view scheme = "http://";
    return origin.starts_with(scheme) && !host.empty() && sameText(origin.substr(scheme.size()), host);
}

} // namespace desk::server
