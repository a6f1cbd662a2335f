package cloudfront_test

import (
	"context"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"

	"github.com/galley-cms/galley/internal/cdn/cloudfront"
	"github.com/galley-cms/galley/internal/emulator"
)

// The emulator keeps no replies and finishes at once; it shows that the requests have their form.
func TestOnTheEmulator(t *testing.T) {
	address := emulator.Start(t)
	client := sdk.New(sdk.Options{
		BaseEndpoint: &address, Region: emulator.Region, HTTPClient: emulator.Client(),
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	})
	id := makeDistribution(t, client)
	edge := cloudfront.New(client, func(context.Context) (string, error) { return id, nil })
	if err := edge.Invalidate(t.Context(), "e:A-1._x", "m:article"); err != nil {
		t.Fatal(err)
	}
	list, err := client.ListInvalidations(t.Context(), &sdk.ListInvalidationsInput{DistributionId: &id})
	if err != nil || len(list.InvalidationList.Items) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	got, err := client.GetInvalidation(t.Context(), &sdk.GetInvalidationInput{DistributionId: &id, Id: list.InvalidationList.Items[0].Id})
	if err != nil {
		t.Fatal(err)
	}
	if items := got.Invalidation.InvalidationBatch.Paths.Items; !slices.Equal(items, []string{"#e:a-1._x", "#m:article"}) {
		t.Errorf("the items are %q", items)
	}
}

func makeDistribution(t *testing.T, client *sdk.Client) (id string) {
	t.Helper()
	out, err := client.CreateDistribution(t.Context(), &sdk.CreateDistributionInput{DistributionConfig: &types.DistributionConfig{
		CallerReference: aws.String("test"), Comment: aws.String(""), Enabled: aws.Bool(true),
		CacheTagConfig: &types.CacheTagConfig{HeaderName: aws.String("Cache-Tag")},
		Origins: &types.Origins{Quantity: aws.Int32(1), Items: []types.Origin{{
			Id: aws.String("o"), DomainName: aws.String("example.com"),
			CustomOriginConfig: &types.CustomOriginConfig{
				HTTPPort: aws.Int32(80), HTTPSPort: aws.Int32(443), OriginProtocolPolicy: types.OriginProtocolPolicyHttpsOnly,
			},
		}}},
		DefaultCacheBehavior: &types.DefaultCacheBehavior{
			TargetOriginId: aws.String("o"), ViewerProtocolPolicy: types.ViewerProtocolPolicyRedirectToHttps,
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return *out.Distribution.Id
}
