// May a page of this Origin use the desk (RFC 6454, RFC 6455 §10.2)? Browsers send Origin with every WebSocket upgrade
// and every request that changes something; other clients may leave it out, for they do not carry another site's
// orders.
#pragma once

#include <string_view>

namespace desk::server {

// `publicOrigin`: as in the settings; empty means http:// and the Host header, which a browser sets itself.
bool originAllowed(std::string_view origin, std::string_view host, std::string_view publicOrigin);

} // namespace desk::server
