// Who else may read what a daemon keeps: mails, recordings of what people did, passwords. Daemons start with umask 077, so what
// they make is theirs alone; what was made before is closed when it is opened. What is not ours to close is named with the cure.
#pragma once

#include <QString>
#include <QStringList>

namespace proto::base {

// "0644" when everybody may read the file, else empty; also when there is none.
QString modeForEverybody(const QString& file);

// The folder with 0700 and its parents; nothing when it is there.
void makeOwnFolder(const QString& folder);
// An empty file with 0600; nothing when it is there.
void makeOwnFile(const QString& file);

// Takes away what group and others may do with a file; a line for the log when it was open, and one with the cure when we may
// not close it. Empty when it was closed or is not there.
QString closeFile(const QString& file);
// The folder is not changed: it may hold other things. A line with the cure when others may write in it or read it.
QString folderProblem(const QString& folder);

} // namespace proto::base
