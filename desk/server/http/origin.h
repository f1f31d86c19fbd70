// May a page of this Origin use the desk (RFC 6454, RFC 6455 §10.2)? Browsers send Origin with every WebSocket upgrade
// and every request that changes something; other clients may leave it out, for they do not carry another site's
// orders.
#pragma once

#include <string_view>

namespace desk::server {

// `publicOrigin`: as in the settings; empty means http:// and the Host header, which a browser sets itself.
bool originAllowed(std::string_view origin, std::string_view host, std::string_view publicOrigin);

// May the desk be asked under this name at all? While `publicOrigin` is empty only under the names of this machine itself: the
// name of another site may be made to lead here (DNS rebinding), and its pages would then have the desk's own Origin. A client
// that names no host is no browser.
bool hostAllowed(std::string_view host, std::string_view publicOrigin);

} // namespace desk::server
