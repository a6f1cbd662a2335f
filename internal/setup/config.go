package setup

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// Config reads what clients of AWS are made with from the variables that Lambda sets, and the endpoint of an emulator.
func Config(getenv func(string) string) (aws.Config, error) {
	key, secret := getenv("AWS_ACCESS_KEY_ID"), getenv("AWS_SECRET_ACCESS_KEY")
	c := aws.Config{
		Region:      getenv("AWS_REGION"),
		Credentials: credentials.NewStaticCredentialsProvider(key, secret, getenv("AWS_SESSION_TOKEN")),
	}
	if address := getenv("AWS_ENDPOINT_URL"); address != "" {
		c.BaseEndpoint = &address
	}
	if c.Region == "" || key == "" || secret == "" {
		return c, errors.New("AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set: this runs in AWS Lambda")
	}
	return c, nil
}
