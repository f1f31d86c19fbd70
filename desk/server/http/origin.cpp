#include "desk/server/http/origin.h"

#include <algorithm>
#include <cctype>

namespace desk::server {

namespace {

bool sameText(std::string_view one, std::string_view other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

// 127.0.0.0/8, written in the one way browsers send it.
bool isLoopbackAddress(std::string_view name) {
    int dots = 0;
    for (const char c : name) {
        if (c != '.' && (c < '0' || c > '9'))
            return false;
        dots += c == '.' ? 1 : 0;
    }
    return dots == 3 && name.starts_with("127.");
}

} // namespace

bool hostAllowed(std::string_view host, std::string_view publicOrigin) {
    if (host.empty() || !publicOrigin.empty())
        return true;
    if (host.starts_with("[::1]"))
        return host.size() == 5 || host[5] == ':';
    const std::string_view name = host.substr(0, host.find(':'));
    constexpr std::string_view local = "localhost";
    if (name.size() >= local.size() && sameText(name.substr(name.size() - local.size()), local))
        return name.size() == local.size() || name[name.size() - local.size() - 1] == '.';
    return isLoopbackAddress(name);
}

bool originAllowed(std::string_view origin, std::string_view host, std::string_view publicOrigin) {
    if (origin.empty())
        return true;
    if (!publicOrigin.empty())
        return sameText(origin, publicOrigin);
    constexpr std::string_view scheme = "http://";
    return origin.starts_with(scheme) && !host.empty() && sameText(origin.substr(scheme.size()), host);
}

} // namespace desk::server
