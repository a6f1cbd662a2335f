package main

import (
	"context"
	"strings"
)

// apiKey is an API key as the management API gives one.
type apiKey struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Scopes    []string `json:"scopes"`
	CreatedAt string   `json:"createdAt"`
	LastUsed  *string  `json:"lastUsed"`
}

const keyFields = `{ id name scopes createdAt lastUsed }`

type keyCreate struct {
	where
	output
	Name  string   `required:"" help:"Who uses it."`
	Scope []string `required:"" enum:"read,preview,write,manage" help:"What it may do: read, preview, write (includes publishing), manage (everything). Repeat for several."`
}

// Run makes a key and prints its secret alone.
func (k *keyCreate) Run(ctx context.Context, c console) error {
	scopes := make([]string, len(k.Scope))
	for i, s := range k.Scope {
		scopes[i] = strings.ToUpper(s)
	}
	var data struct {
		CreateKey struct {
			Key    apiKey `json:"key"`
			Secret string `json:"secret"`
		}
	}
	err := k.do(ctx, c, `mutation($name: String!, $scopes: [Scope!]!) { createKey(name: $name, scopes: $scopes) { key `+keyFields+` secret } }`,
		map[string]any{"name": k.Name, "scopes": scopes}, &data)
	if err != nil {
		return err
	}
	return k.one(c, data.CreateKey, data.CreateKey.Secret)
}

type keyList struct {
	existing
	output
}

// Run lists all keys.
func (k *keyList) Run(ctx context.Context, c console) error {
	var data struct{ Keys []apiKey }
	if err := k.do(ctx, c, `{ keys `+keyFields+` }`, nil, &data); err != nil {
		return err
	}
	rows := make([][]string, len(data.Keys))
	for i, key := range data.Keys {
		rows[i] = []string{key.ID, key.Name, strings.ToLower(strings.Join(key.Scopes, ", ")), when(&key.CreatedAt), when(key.LastUsed)}
	}
	return k.table(c, data.Keys, "There are no API keys. Make one: galley key create", []string{"ID", "NAME", "SCOPES", "CREATED", "LAST USED"}, rows)
}

type keyRevoke struct {
	existing
	output
	ID string `arg:"" help:"Id of the key, from key list."`
}

// Run ends a key.
func (k *keyRevoke) Run(ctx context.Context, c console) error {
	var data struct{ RevokeKey string }
	err := k.do(ctx, c, `mutation($id: ID!) { revokeKey(id: $id) }`, map[string]any{"id": k.ID}, &data)
	if err != nil {
		return err
	}
	c.say("The key is revoked.")
	return k.one(c, map[string]string{"id": data.RevokeKey}, "")
}
