package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"golang.org/x/sync/errgroup"
)

const (
	segments  = 8  // of a table that are read at once
	batchSize = 25 // writes of one call, the most that DynamoDB takes
	patience  = 10 // attempts at what DynamoDB leaves undone
)

// outbox is how the partitions of events begin. They tell what truly happened, so they stay as they are; and an event
// that came back would be told again.
const outbox = "main#outbox#"

// restore makes the tables of an environment hold what two others hold, into which DynamoDB has restored them.
func restore(ctx context.Context, cfg aws.Config, env, content, index string) (string, error) {
	f, err := lambda.NewFromConfig(cfg).GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: aws.String(scheduleFunction(env))})
	if err != nil {
		return "", fmt.Errorf("the tables of the environment %s cannot be found: %w", env, err)
	}
	var out strings.Builder
	client := dynamodb.NewFromConfig(cfg)
	for _, pair := range []struct{ from, variable string }{{index, "GALLEY_INDEX_TABLE"}, {content, "GALLEY_CONTENT_TABLE"}} {
		to := f.Environment.Variables[pair.variable]
		if to == "" || to == pair.from {
			return "", fmt.Errorf("%s cannot be restored from %q", to, pair.from)
		}
		r := &restorer{client: client, from: pair.from, to: to, kept: map[string]bool{}}
		if err := r.run(ctx); err != nil {
			return out.String(), fmt.Errorf("restore %s from %s: %w", to, pair.from, err)
		}
		fmt.Fprintf(&out, "%s: %d items put, %d deleted.\n", to, r.put, r.deleted)
	}
	return out.String(), nil
}

// restorer makes one table hold what another one holds.
type restorer struct {
	client       *dynamodb.Client
	from, to     string
	kept         map[string]bool // keys of the items of from
	put, deleted int
}

type item = map[string]types.AttributeValue

func (r *restorer) run(ctx context.Context) error {
	err := r.each(ctx, r.from, nil, func(i item) (types.WriteRequest, bool) {
		r.kept[keyOf(i)] = true
		r.put++
		return types.WriteRequest{PutRequest: &types.PutRequest{Item: i}}, true
	})
	if err != nil {
		return err
	}
	return r.each(ctx, r.to, aws.String("pk, sk"), func(i item) (types.WriteRequest, bool) {
		if r.kept[keyOf(i)] {
			return types.WriteRequest{}, false
		}
		r.deleted++
		return types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: i}}, true
	})
}

// keyOf is the key of an item as one text.
func keyOf(i item) string {
	return partitionOf(i) + "\x00" + string(i["sk"].(*types.AttributeValueMemberB).Value)
}

func partitionOf(i item) string { return i["pk"].(*types.AttributeValueMemberS).Value }

// each reads a table, a segment in parallel to the others, and sends the writes that its items ask for. decide is called
// for one item at a time.
func (r *restorer) each(ctx context.Context, table string, attributes *string, decide func(item) (types.WriteRequest, bool)) error {
	pages := make(chan []item)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(segments + 1) // so many writers, and who waits for the readers
	reading, readers := errgroup.WithContext(ctx)
	for segment := range int32(segments) {
		reading.Go(func() error { return r.read(readers, table, attributes, segment, pages) })
	}
	g.Go(func() error {
		defer close(pages)
		return reading.Wait()
	})
	for page := range pages {
		writes := writesOf(page, decide)
		g.Go(func() error { return r.write(ctx, writes) })
	}
	return g.Wait()
}

func writesOf(page []item, decide func(item) (types.WriteRequest, bool)) []types.WriteRequest {
	var writes []types.WriteRequest
	for _, i := range page {
		if strings.HasPrefix(partitionOf(i), outbox) {
			continue
		}
		if w, any := decide(i); any {
			writes = append(writes, w)
		}
	}
	return writes
}

// read hands on the pages of one segment of a table.
func (r *restorer) read(ctx context.Context, table string, attributes *string, segment int32, pages chan<- []item) error {
	p := dynamodb.NewScanPaginator(r.client, &dynamodb.ScanInput{
		TableName: &table, ProjectionExpression: attributes, Segment: &segment, TotalSegments: aws.Int32(segments), ConsistentRead: aws.Bool(true),
	})
	for p.HasMorePages() {
		page, err := p.NextPage(ctx)
		if err != nil {
			return err
		}
		select {
		case pages <- page.Items:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// write sends writes in batches.
func (r *restorer) write(ctx context.Context, writes []types.WriteRequest) error {
	for len(writes) > 0 {
		n := min(batchSize, len(writes))
		if err := r.batch(ctx, writes[:n]); err != nil {
			return err
		}
		writes = writes[n:]
	}
	return nil
}

// batch sends one batch, and again in growing pauses what DynamoDB leaves undone.
func (r *restorer) batch(ctx context.Context, writes []types.WriteRequest) error {
	for attempt := range patience {
		out, err := r.client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{r.to: writes}})
		if err != nil {
			return err
		}
		if writes = out.UnprocessedItems[r.to]; len(writes) == 0 {
			return nil
		}
		select {
		case <-time.After(50 * time.Millisecond << attempt):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return errors.New("DynamoDB leaves items undone again and again: it takes no more writes for now")
}
