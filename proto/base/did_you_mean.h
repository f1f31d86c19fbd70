// Names the nearest of the known words to one mistyped in a settings or site file.
#pragma once

#include <QString>
#include <QStringList>

namespace proto::base {

// ", did you mean wrap_up_seconds?" or, when nothing is near, an empty text. Near = about a third of the letters
// differ.
QString didYouMean(const QString& word, const QStringList& known);

} // namespace proto::base
