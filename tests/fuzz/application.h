// The one QCoreApplication of a program with targets that need an event loop; several of them may be in one program.
#pragma once

#include <QCoreApplication>

namespace tests::fuzz {

inline QCoreApplication& application() {
    static int count = 1;
    static char name[] = "fuzz";
    static char* words[] = {name, nullptr};
    static QCoreApplication only(count, words);
    return only;
}

} // namespace tests::fuzz
