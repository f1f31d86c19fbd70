// What comes from the broker: a topic, a line end, an envelope. What can be read can be written, and reads the same again; what
// is in the envelope is one of our messages or refused, and can be shown as JSON.
#include "tests/fuzz/target.h"

#include "desk/server/http/json.h"
#include "messages/agent.pb.h"
#include "messages/directory.pb.h"
#include "messages/interaction.pb.h"
#include "messages/mail.pb.h"
#include "messages/prequeue.pb.h"
#include "messages/supervisor.pb.h"
#include "proto/bus/bus.h"
#include "proto/bus/topic.h"

#include <google/protobuf/dynamic_message.h>

#include <memory>

using antesala::v1::Envelope;

FUZZ_TARGET(bus_envelope) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const QString text = QString::fromUtf8(bytes.data(), static_cast<qsizetype>(end));
    if (const auto topic = proto::bus::Topic::parse(text))
        PROMISE(topic->text() == text);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    Envelope envelope;
    if (!envelope.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return;
    Envelope again;
    PROMISE(again.ParseFromString(envelope.SerializeAsString()));
    PROMISE(again.SerializeAsString() == envelope.SerializeAsString());
    const auto* type = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(envelope.type());
    if (type == nullptr || !type->full_name().starts_with("antesala.v1."))
        return;
    const std::unique_ptr<google::protobuf::Message> body(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
    if (proto::bus::unpack(envelope, *body))
        (void)desk::server::toJson(*body);
}
