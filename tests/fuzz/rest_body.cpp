// What a browser or an integrator posts: JSON for one of the messages that the desk takes. The first byte chooses the message.
// What is understood is written and understood again as the same.
#include "tests/fuzz/target.h"

#include "desk/server/http/json.h"
#include "messages/desk.pb.h"
#include "messages/prequeue.pb.h"
#include "messages/supervisor.pb.h"

#include <array>
#include <memory>

FUZZ_TARGET(rest_body) {
    using namespace antesala::v1;
    static const std::array<const google::protobuf::Message*, 3> taken{&ClientMessage::default_instance(),
                                                                       &SupervisorCommand::default_instance(),
                                                                       &PrequeueCommand::default_instance()};
    if (bytes.empty())
        return;
    const std::size_t which = static_cast<unsigned char>(bytes.front()) % taken.size();
    const QByteArray json(bytes.data() + 1, static_cast<qsizetype>(bytes.size()) - 1);
    const std::unique_ptr<google::protobuf::Message> message(taken[which]->New());
    if (!desk::server::fromJson(json, *message))
        return;
    const QByteArray written = desk::server::toJson(*message);
    const std::unique_ptr<google::protobuf::Message> again(message->New());
    PROMISE(desk::server::fromJson(written, *again));
    PROMISE(desk::server::toJson(*again) == written);
}
