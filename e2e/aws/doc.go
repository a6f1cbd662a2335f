// Package aws tells the main story to an AWS home that the real CDK app has deployed on an emulator, with signatures,
// permissions and TLS enforced, and tells what else only a deployed home can show: permissions, redeliveries, poison,
// an update under load, logs without secrets, a tear-down that leaves nothing.
//
// It needs what `make e2e-aws` builds, so its tests have the build tag aws.
package aws
