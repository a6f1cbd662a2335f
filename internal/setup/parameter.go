package setup

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"github.com/galley-cms/galley/internal/errs"
)

// secretBytes of chance are in a secret.
const secretBytes = 32

// makeSecret gives the secret of a name, which is made when there is none yet, and anew at the next turn.
func (s *Setup) makeSecret(ctx context.Context, p properties) (r Result, err error) {
	defer errs.Wrap(&err, "make the secret %s", p.Name)
	value, err := get(ctx, s.ssm, p.Name)
	if missing(err) || err == nil && p.turned {
		value = newSecret()
		_, err = s.ssm.PutParameter(ctx, &ssm.PutParameterInput{Name: &p.Name, Value: &value, Type: types.ParameterTypeSecureString, Overwrite: &p.turned})
	}
	if alreadyMade := new(types.ParameterAlreadyExists); errors.As(err, &alreadyMade) {
		value, err = get(ctx, s.ssm, p.Name) // by the same request, whose reply got lost
	}
	return Result{ID: p.Name, Data: map[string]any{"Value": value}, Secret: true}, err
}

func newSecret() string {
	b := make([]byte, secretBytes)
	_, _ = rand.Read(b) // it never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

func (s *Setup) deleteSecret(ctx context.Context, p properties) error {
	return s.deleteParameter(ctx, p.Name)
}

// writeSettings writes parameters below a prefix, and deletes those that are not wanted any more.
func (s *Setup) writeSettings(ctx context.Context, p properties) (Result, error) {
	for name, value := range p.Values {
		if err := s.put(ctx, p.Prefix+"/"+name, value); err != nil {
			return Result{}, err
		}
		delete(p.old, name)
	}
	return Result{ID: p.Prefix}, s.deleteAll(ctx, p.Prefix, p.old)
}

func (s *Setup) put(ctx context.Context, name, value string) (err error) {
	defer errs.Wrap(&err, "write the parameter %s", name)
	overwrite := true
	_, err = s.ssm.PutParameter(ctx, &ssm.PutParameterInput{Name: &name, Value: &value, Type: types.ParameterTypeString, Overwrite: &overwrite})
	return err
}

func (s *Setup) deleteSettings(ctx context.Context, p properties) error {
	return s.deleteAll(ctx, p.Prefix, p.Values)
}

func (s *Setup) deleteAll(ctx context.Context, prefix string, values map[string]string) error {
	for name := range values {
		if err := s.deleteParameter(ctx, prefix+"/"+name); err != nil {
			return err
		}
	}
	return nil
}

func (s *Setup) deleteParameter(ctx context.Context, name string) (err error) {
	defer errs.Wrap(&err, "delete the parameter %s", name)
	if _, err = s.ssm.DeleteParameter(ctx, &ssm.DeleteParameterInput{Name: &name}); missing(err) {
		return nil
	}
	return err
}

// readParameter gives a parameter of another region.
func (s *Setup) readParameter(ctx context.Context, p properties) (r Result, err error) {
	defer errs.Wrap(&err, "read the parameter %s of %s", p.Name, p.Region)
	value, err := get(ctx, ssm.NewFromConfig(s.config, func(o *ssm.Options) { o.Region = p.Region }), p.Name)
	return Result{ID: p.Region + ":" + p.Name, Data: map[string]any{"Value": value}}, err
}

func get(ctx context.Context, client *ssm.Client, name string) (string, error) {
	decrypted := true
	out, err := client.GetParameter(ctx, &ssm.GetParameterInput{Name: &name, WithDecryption: &decrypted})
	if err != nil {
		return "", err
	}
	return *out.Parameter.Value, nil
}

func missing(err error) bool {
	var e *types.ParameterNotFound
	return errors.As(err, &e)
}
