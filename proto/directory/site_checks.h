// What a text of a site file must look like.
#pragma once

#include "proto/directory/fields.h"

namespace proto::directory {

// Empty when it is right, else the rest of the sentence after the field's name: "is \"x\", but must be …".
QString nameProblem(const QString& text);
QString numberProblem(const QString& text);
QString addressProblem(const QString& text);
QString problemOf(Check check, const QString& text);

} // namespace proto::directory
