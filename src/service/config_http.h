// `http` of service.yaml: where it is listened on, under which names, and who is let in.
#pragma once

#include "base/diagnostic.h"
#include "service/config.h"
#include "service/config_layers.h"

namespace loopbreaker::config {

// An address of more than this machine without authentication, or with neither TLS nor a proxy, is an error.
void ReadHttp(const Layers& layers, HttpConfig& http, Diagnostics& errors);

}  // namespace loopbreaker::config
