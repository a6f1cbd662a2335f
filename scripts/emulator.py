"""Starts the AWS emulator with three changes that keep it quick and its connections whole.

Its settings come from the environment (GATEWAY_PORT, BIND_HOST, ...). Lambdas inherit that environment, so give it a
clean one. MS_LOG_WAIT is how many seconds to wait for the output of a silent Lambda; 2 ms unless set.
"""

import os
import socketserver
import sys

import hypercorn.config
from ministack.app import main
from ministack.core import lambda_runtime

# A reply of the Lambda runtime goes out in two segments: without this, each call waits 40 ms for an acknowledgement.
socketserver.StreamRequestHandler.disable_nagle_algorithm = True

# The server closes a kept connection after 1,000 requests, which the Go SDK meets as a torn reply.
hypercorn.config.Config.keep_alive_max_requests = 1 << 40
hypercorn.config.Config.keep_alive_timeout = 600

# After each call it waits for output that most Lambdas never write.
_drain = lambda_runtime.Worker._drain_stderr_bounded


def _drain_quickly(self, *args, **kwargs):
    kwargs["first_line_wait"] = float(os.environ.get("MS_LOG_WAIT", "0.002"))
    return _drain(self, *args, **kwargs)


lambda_runtime.ProvidedWorker._drain_stderr_bounded = _drain_quickly

sys.argv = ["ministack"]
main()
