#include "proto/base/file_rights.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace proto::base {

namespace {

constexpr mode_t others = S_IRWXG | S_IRWXO;
constexpr mode_t ofAll = 07777;

std::optional<mode_t> modeOf(const QString& path) {
    struct stat found {};
    if (::stat(QFile::encodeName(path).constData(), &found) != 0)
        return std::nullopt;
    return found.st_mode & ofAll;
}

QString text(mode_t mode) {
    return QStringLiteral("%1").arg(static_cast<uint>(mode), 4, 8, QLatin1Char('0'));
}

} // namespace

QString modeForEverybody(const QString& file) {
    const auto mode = modeOf(file);
    return mode && (*mode & S_IROTH) != 0 ? text(*mode) : QString();
}

void makeOwnFolder(const QString& folder) {
    if (QFileInfo::exists(folder))
        return;
    QDir().mkpath(QFileInfo(folder).path());
    (void)::mkdir(QFile::encodeName(folder).constData(), S_IRWXU); // what is wrong shows when the store is opened
}

void makeOwnFile(const QString& file) {
    const int made =
        ::open(QFile::encodeName(file).constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (made >= 0)
        ::close(made);
}

QString closeFile(const QString& file) {
    const auto mode = modeOf(file);
    if (!mode || (*mode & others) == 0)
        return {};
    if (::chmod(QFile::encodeName(file).constData(), *mode & ~others) == 0)
        return QStringLiteral(
                   "%1 could be read by others (mode %2) and no longer can: where other people have accounts on "
                   "this machine, change the passwords that are in it")
            .arg(file, text(*mode));
    return QStringLiteral("%1 can be read by others (mode %2) and is not ours to close: chown it to user id %3 and "
                          "chmod 600 it")
        .arg(file, text(*mode))
        .arg(::geteuid());
}

QString folderProblem(const QString& folder) {
    const auto mode = modeOf(folder);
    if (!mode || (*mode & others) == 0)
        return {};
    const bool written = (*mode & (S_IWGRP | S_IWOTH)) != 0;
    return QStringLiteral(
               "the folder %1 can be %2 by others (mode %3): chmod 700 %1, or set store.url to a folder of its own")
        .arg(folder, written ? QStringLiteral("written") : QStringLiteral("read"), text(*mode));
}

} // namespace proto::base
