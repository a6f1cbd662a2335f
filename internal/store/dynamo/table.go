// Package dynamo keeps a table in DynamoDB: the store of the AWS home.
//
// An item's attributes are pk (string) and sk (binary), its key; v, t and s (numbers), its version, tag and state; x
// (number, Unix seconds), its expiry, which is the table's time-to-live attribute; and b (binary), its body. Zero
// values are not stored. The package knows nothing of what the items mean.
package dynamo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/galley-cms/galley/internal/store"
)

// Options of a Table; the zero value is right for production.
type Options struct {
	// Now tells the time by which items expire; time.Now if nil.
	Now func() time.Time
	// Parallel is how many requests one Batch or Get has on their way at once; 16 if zero.
	Parallel int
	// Attempts is how often a refused or lost request is made at most; 8 if zero, which takes some seconds.
	Attempts int
	// Timeout is how long one attempt may take; 3 seconds if zero.
	Timeout time.Duration
}

// Table is a store.Table in DynamoDB.
type Table struct {
	client   *dynamodb.Client
	name     string
	now      func() time.Time
	parallel int
	attempts int
	times    times
}

var _ store.Table = (*Table)(nil)

// New uses an existing table; several may share a client, whose transport should keep as many connections to a host as
// requests are on their way at once. How often a request is repeated, and how long an attempt may take, is decided here,
// whatever the client says.
func New(client *dynamodb.Client, name string, o Options) *Table {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Table{
		client: single(client, cmp.Or(o.Timeout, 3*time.Second)), name: name, now: o.Now,
		parallel: cmp.Or(o.Parallel, 16), attempts: cmp.Or(o.Attempts, 8),
	}
}

// View runs fn; a DynamoDB table has no snapshots, so each read stands alone.
func (t *Table) View(ctx context.Context, fn func(store.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return fn(&reader{t})
}

// CreateTable makes a table of the form that New expects, billed on demand, and waits until it is there; one of that
// name is left as it is. It is for tests and tools: a deployed table belongs to its stack.
func CreateTable(ctx context.Context, client *dynamodb.Client, name string) error {
	_, err := client.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName:   &name,
		BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String("sk"), AttributeType: types.ScalarAttributeTypeB},
		},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash},
			{AttributeName: aws.String("sk"), KeyType: types.KeyTypeRange},
		},
	})
	var exists *types.ResourceInUseException
	if err != nil && !errors.As(err, &exists) {
		return fmt.Errorf("create table %s: %w", name, err)
	}
	wait := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay = 100 * time.Millisecond
	})
	if err := wait.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &name}, 2*time.Minute); err != nil {
		return fmt.Errorf("wait for table %s: %w", name, err)
	}
	_, err = client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName:               &name,
		TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String("x"), Enabled: aws.Bool(true)},
	})
	if err != nil {
		return fmt.Errorf("let items of table %s expire: %w", name, err)
	}
	return nil
}
