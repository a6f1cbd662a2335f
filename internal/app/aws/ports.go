package aws

import (
	sdks3 "github.com/aws/aws-sdk-go-v2/service/s3"
	sdksqs "github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/galley-cms/galley/internal/blob/s3"
	"github.com/galley-cms/galley/internal/queue/sqs"
)

// WithFiles adds the bucket of files to the ports.
func (h *Home) WithFiles() {
	files := s3.New(h.s3(), h.need(FilesBucket))
	h.Ports.Files, h.Ports.Uploads = files, files
}

// WithVariants adds the bucket of pictures that were made from files.
func (h *Home) WithVariants() { h.Ports.Variants = s3.New(h.s3(), h.need(VariantsBucket)) }

// s3 makes a client of buckets. Emulators know no buckets by host names.
func (h *Home) s3() *sdks3.Client {
	return sdks3.NewFromConfig(h.config, func(o *sdks3.Options) { o.UsePathStyle = h.config.BaseEndpoint != nil })
}

// WithWebhooks adds the queue of webhooks.
func (h *Home) WithWebhooks() { h.Ports.Webhooks = sqs.NewSender(h.sqs(), h.need(WebhookQueue)) }

// WithJobs adds the queue of work that takes longer than a request.
func (h *Home) WithJobs() { h.Ports.Jobs = sqs.NewSender(h.sqs(), h.need(JobsQueue)) }

func (h *Home) sqs() *sdksqs.Client { return sdksqs.NewFromConfig(h.config) }
