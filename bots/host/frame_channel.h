// Frames on two file descriptors: length (uint32, big endian) and a protobuf message. Blocking; one thread.
#pragma once

#include <google/protobuf/message_lite.h>

#include <string>

namespace bots::host {

class FrameChannel {
public:
    FrameChannel(int in, int out) : m_in(in), m_out(out) {}

    // False at the end of input, or when what came is no frame of this message: the peer is to be left then.
    bool receive(google::protobuf::MessageLite& message);
    bool send(const google::protobuf::MessageLite& message);

private:
    bool read(char* bytes, std::size_t count) const;

    int m_in;
    int m_out;
    std::string m_body;
};

} // namespace bots::host
