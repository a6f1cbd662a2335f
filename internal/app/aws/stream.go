package aws

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudfront"

	edge "github.com/galley-cms/galley/internal/cdn/cloudfront"
	"github.com/galley-cms/galley/internal/errs"
	"github.com/galley-cms/galley/internal/event"
	"github.com/galley-cms/galley/internal/queue"
	"github.com/galley-cms/galley/internal/queue/sqs"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/dynamo"
)

// parkTime is kept at the end of a call for parking what was not done by then.
const parkTime = 5 * time.Second

// stream hands the events of the outbox to those who wait for them.
type stream struct {
	*Home
	parked *sqs.Sender
	again  *sqs.Consumer
}

// parkedEvent is a message of the parked queue: where the event lies. Its body stays in the table.
type parkedEvent struct {
	Partition string `json:"partition"`
	Sort      string `json:"sort"`
}

// Stream is the function behind the stream of the content table, and behind the queue of the events that it parked. An
// event that fails is parked, so that it holds up no others: neither those of the batch, nor the shard behind it.
func Stream(h *Home) Handler {
	h.WithWebhooks()
	h.WithFiles() // which are removed when their asset is purged
	h.WithVariants()
	h.Ports.Uploads = nil
	h.WithSearchFeed()
	settings := h.Settings(Distribution)
	h.Ports.Edge = edge.New(cloudfront.NewFromConfig(h.config), func(ctx context.Context) (string, error) { return settings.Get(ctx, Distribution) })
	url := h.need(ParkedQueue)
	s := &stream{Home: h, parked: sqs.NewSender(h.sqs(), url)}
	s.again = sqs.NewBatchConsumer(h.sqs(), url, s.retry, sqs.Options{Log: h.Log})
	return s.handle
}

// handle tells the two sources apart.
func (s *stream) handle(ctx context.Context, payload []byte) ([]byte, error) {
	var source struct {
		Records []struct {
			Source string `json:"eventSource"`
		} `json:"Records"`
	}
	if err := json.Unmarshal(payload, &source); err != nil {
		return nil, err
	}
	if len(source.Records) > 0 && source.Records[0].Source == "aws:sqs" {
		return consume(ctx, s.again, payload)
	}
	var batch dynamo.StreamBatch
	if err := json.Unmarshal(payload, &batch); err != nil {
		return nil, err
	}
	if err := s.take(ctx, batch.Records); err != nil {
		return nil, err
	}
	return json.Marshal(sqs.Result{Failures: []sqs.Failure{}})
}

// take dispatches the events of a batch and parks those that fail. It fails itself only if nothing is to be done without
// help: then the batch comes again.
func (s *stream) take(ctx context.Context, records []dynamo.StreamRecord) error {
	a, err := s.App(ctx)
	if err != nil {
		return err
	}
	work, cancel := Within(ctx, parkTime)
	defer cancel()
	events, keys, failed := s.eventsOf(records)
	for i, err := range a.Dispatcher().Dispatch(work, events...) {
		if err != nil {
			s.Log.Error("an event failed and is parked", "event", events[i].ID, "error", err)
			failed = append(failed, keys[i])
		}
	}
	return s.park(ctx, failed)
}

// eventsOf reads the events among the records of a batch, with their keys; poison holds the keys of those that cannot be
// read.
func (s *stream) eventsOf(records []dynamo.StreamRecord) (events []event.Event, keys, poison []store.Key) {
	for i := range records {
		k, err := records[i].Key()
		if err != nil {
			s.Log.Error("a record without a key is left out", "error", err)
			continue
		}
		if records[i].EventName != "INSERT" || !strings.Contains(k.Partition, "#outbox#") {
			continue
		}
		e, err := eventOf(&records[i])
		if err != nil {
			s.Log.Error("an event cannot be read and is parked", "partition", k.Partition, "sort", k.Sort, "error", err)
			poison = append(poison, k)
			continue
		}
		events, keys = append(events, e), append(keys, k)
	}
	return events, keys, poison
}

func eventOf(r *dynamo.StreamRecord) (event.Event, error) {
	item, err := r.Item()
	if err != nil {
		return event.Event{}, err
	}
	return event.Decode(item)
}

// park puts the keys of events into the queue of those that are tried again.
func (s *stream) park(ctx context.Context, keys []store.Key) (err error) {
	defer errs.Wrap(&err, "park %d events", len(keys))
	messages := make([]queue.Message, len(keys))
	for i, k := range keys {
		if messages[i].Body, err = json.Marshal(parkedEvent{k.Partition, k.Sort}); err != nil {
			return err
		}
	}
	return s.parked.Send(ctx, messages...)
}

// retry dispatches parked events, together: whatever kept the edge from dropping their pages, it is asked only once now.
func (s *stream) retry(ctx context.Context, messages []queue.Message) []error {
	results := make([]error, len(messages))
	a, err := s.App(ctx)
	if err != nil {
		return slices.Repeat([]error{err}, len(messages))
	}
	var events []event.Event
	var at []int // of each event, the message that it came with
	for i, m := range messages {
		e, err := s.unpark(ctx, m)
		switch {
		case errors.Is(err, event.ErrUnknown):
			s.Log.Warn("a parked event is gone", "message", string(m.Body))
		case err != nil:
			results[i] = err
		default:
			events, at = append(events, e), append(at, i)
		}
	}
	for n, err := range a.Dispatcher().Dispatch(ctx, events...) {
		results[at[n]] = err
	}
	return results
}

// unpark reads the event of a message. One that is not in the table any more has expired, and is nobody's business.
func (s *stream) unpark(ctx context.Context, m queue.Message) (event.Event, error) {
	var p parkedEvent
	if err := json.Unmarshal(m.Body, &p); err != nil {
		return event.Event{}, err
	}
	return event.Read(ctx, s.Ports.Content, store.Key{Partition: p.Partition, Sort: p.Sort})
}

// consume hands a batch of messages to a consumer.
func consume(ctx context.Context, c *sqs.Consumer, payload []byte) ([]byte, error) {
	var batch sqs.Batch
	if err := json.Unmarshal(payload, &batch); err != nil {
		return nil, err
	}
	result, err := c.Handle(ctx, batch)
	if err != nil {
		return nil, err
	}
	return json.Marshal(result)
}
