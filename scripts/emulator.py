"""Starts the AWS emulator with changes: it is quick, keeps its connections whole, and does as AWS does in three places.

Its settings come from the environment (GATEWAY_PORT, BIND_HOST, ...). Lambdas inherit that environment, so give it a
clean one. MS_LOG_WAIT is how many seconds to wait for the output of a silent Lambda; 2 ms unless set. With
MS_WATCH_STDIN it ends when its standard input does, so that it does not outlive a test that was killed.
"""

import json
import os
import signal
import socketserver
import sys
import threading

import hypercorn.config
from ministack.app import main
from ministack.core import iam_actions, iam_evaluator, lambda_runtime
from ministack.core.router import extract_access_key_id
from ministack.services import apigateway

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

# It checks ssm:GetParameters on all resources, where AWS does on each parameter that the request names.
_extract = iam_actions.extract_resource_arn


def _extract_each(service, method, path, headers, body, params, region, account):
    arn = _extract(service, method, path, headers, body, params, region, account)
    if service != "ssm" or not headers.get("x-amz-target", "").endswith(".GetParameters"):
        return arn
    for name in json.loads(body or b"{}").get("Names", []):
        arn = f"arn:aws:ssm:{region}:{account}:parameter/{name.lstrip('/')}"
        key = extract_access_key_id(headers, params)
        if iam_evaluator.enforce(key, "ssm:GetParameters", service, region, resource_arn=arn):
            break  # the caller asks again, and refuses the request for this one
    return arn


iam_actions.extract_resource_arn = _extract_each

# It asks for permissions such as sqs:SendMessageBatch, which AWS does not have: a batch needs that of its messages.
_action = iam_actions.extract_iam_action


def _action_of_messages(service, *args):
    action = _action(service, *args)
    return action.removesuffix("Batch") if action and service == "sqs" else action


iam_actions.extract_iam_action = _action_of_messages

# It answers OPTIONS itself where an API has no CORS of its own; AWS calls the function.
_execute = apigateway.handle_execute


class _Options(str):
    """The method OPTIONS, which nobody takes for a preflight of the API's."""

    __hash__ = str.__hash__

    def __eq__(self, _other):
        return False


async def _execute_options(api, stage, path, method, *args, **kwargs):
    method = _Options(method) if method == "OPTIONS" else method
    return await _execute(api, stage, path, method, *args, **kwargs)


apigateway.handle_execute = _execute_options


def _end_with_stdin():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if os.environ.pop("MS_WATCH_STDIN", ""):
    threading.Thread(target=_end_with_stdin, daemon=True).start()

sys.argv = ["ministack"]
main()
