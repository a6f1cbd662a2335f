package dynamo_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/galley-cms/galley/internal/emulator"
	"github.com/galley-cms/galley/internal/store"
	"github.com/galley-cms/galley/internal/store/dynamo"
	"github.com/galley-cms/galley/internal/store/storetest"
)

// newClient speaks to the emulator's DynamoDB.
func newClient(address string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: &address,
		Region:       emulator.Region,
		Credentials:  credentials.NewStaticCredentialsProvider("test", "test", ""),
		HTTPClient:   emulator.Client(),
	})
}

func TestSuite(t *testing.T) {
	client := newClient(emulator.Start(t))
	var tables atomic.Int64
	storetest.Run(t, func(t *testing.T) store.Table {
		name := fmt.Sprintf("table-%d", tables.Add(1))
		if err := dynamo.CreateTable(context.Background(), client, name); err != nil {
			t.Fatal(err)
		}
		return dynamo.New(client, name, dynamo.Options{})
	})
}
