package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/galley-cms/galley/internal/client"
	"github.com/galley-cms/galley/internal/errs"
)

// person is a user as the management API gives one.
type person struct {
	ID         string  `json:"id"`
	Email      string  `json:"email"`
	Name       string  `json:"name"`
	Role       string  `json:"role"`
	Disabled   bool    `json:"disabled"`
	CreatedAt  string  `json:"createdAt"`
	LastSignIn *string `json:"lastSignIn"`
}

const personFields = `{ id email name role disabled createdAt lastSignIn }`

// newPerson is a user with the link by which they set a password.
type newPerson struct {
	User person  `json:"user"`
	Link *string `json:"link,omitempty"`
}

type userCreate struct {
	where
	output
	Email         string `required:"" help:"E-mail address."`
	Name          string `help:"What others see."`
	Role          string `required:"" enum:"admin,editor,author,viewer" help:"admin, editor, author or viewer."`
	PasswordStdin bool   `help:"Read the password from standard input; otherwise a link to set one is printed."`
}

// Run adds a person.
func (u *userCreate) Run(ctx context.Context, c console) error {
	variables := map[string]any{"email": u.Email, "name": u.Name, "role": strings.ToUpper(u.Role)}
	if u.PasswordStdin {
		password, err := readLine(c.in)
		if err != nil {
			return err
		}
		variables["password"] = password
	}
	var data struct{ CreateUser newPerson }
	err := u.do(ctx, c, `mutation($email: String!, $name: String, $role: Role!, $password: String) {
		createUser(email: $email, name: $name, role: $role, password: $password) { user `+personFields+` link } }`, variables, &data)
	if err != nil {
		return err
	}
	made := data.CreateUser
	c.say("Added %s as %s.", made.User.Email, u.Role)
	return u.one(c, made, made.first())
}

// first is what a script wants to know most: the link, or the id.
func (n newPerson) first() string {
	if n.Link != nil {
		return *n.Link
	}
	return n.User.ID
}

// readLine reads one line without its end.
func readLine(r io.Reader) (string, error) {
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
	if line == "" {
		return "", usageError{"There is no password on standard input."}
	}
	return line, nil
}

type userList struct {
	existing
	output
}

// Run lists all people.
func (u *userList) Run(ctx context.Context, c console) error {
	people, err := listPeople(ctx, c, u.existing)
	if err != nil {
		return err
	}
	rows := make([][]string, len(people))
	for i, p := range people {
		state := ""
		if p.Disabled {
			state = "disabled"
		}
		rows[i] = []string{p.Email, p.Name, strings.ToLower(p.Role), state, when(p.LastSignIn), p.ID}
	}
	return u.table(c, people, "There are no people yet. Add one: galley user create", []string{"EMAIL", "NAME", "ROLE", "STATE", "LAST SIGN-IN", "ID"}, rows)
}

func listPeople(ctx context.Context, c console, w existing) ([]person, error) {
	var data struct{ Users []person }
	err := w.do(ctx, c, `{ users `+personFields+` }`, nil, &data)
	return data.Users, err
}

// someone is the person that a command is about.
type someone struct {
	Who string `arg:"" name:"email" help:"E-mail address, or id."`
}

// find gives the id of the person.
func (s someone) find(ctx context.Context, to *client.Client) (person, error) {
	var data struct{ Users []person }
	if err := to.Do(ctx, `{ users `+personFields+` }`, nil, &data); err != nil {
		return person{}, err
	}
	for _, p := range data.Users {
		if p.ID == s.Who || strings.EqualFold(p.Email, s.Who) {
			return p, nil
		}
	}
	return person{}, errs.New(errs.NotFound, "There is no user %q.", s.Who)
}

type userDisable struct {
	existing
	output
	someone
}

// Run locks a person out.
func (u *userDisable) Run(ctx context.Context, c console) error {
	return u.with(ctx, c, func(to *client.Client) error { return u.lock(ctx, c, to, u.output, true) })
}

type userEnable struct {
	existing
	output
	someone
}

// Run lets a person in again.
func (u *userEnable) Run(ctx context.Context, c console) error {
	return u.with(ctx, c, func(to *client.Client) error { return u.lock(ctx, c, to, u.output, false) })
}

// lock locks the person out, or lets them in again.
func (s someone) lock(ctx context.Context, c console, to *client.Client, o output, out bool) error {
	p, err := s.find(ctx, to)
	if err != nil {
		return err
	}
	var data struct{ UpdateUser person }
	err = to.Do(ctx, `mutation($id: ID!, $out: Boolean) { updateUser(id: $id, disabled: $out) `+personFields+` }`,
		map[string]any{"id": p.ID, "out": out}, &data)
	if err != nil {
		return err
	}
	if out {
		c.say("%s is locked out.", p.Email)
	} else {
		c.say("%s can sign in again.", p.Email)
	}
	return o.one(c, data.UpdateUser, "")
}

type userReset struct {
	existing
	output
	someone
}

// Run prints a link by which a person sets a new password.
func (u *userReset) Run(ctx context.Context, c console) error {
	return u.with(ctx, c, func(to *client.Client) error {
		p, err := u.find(ctx, to)
		if err != nil {
			return err
		}
		var data struct{ ResetUser newPerson }
		err = to.Do(ctx, `mutation($id: ID!) { resetUser(id: $id) { user `+personFields+` link } }`, map[string]any{"id": p.ID}, &data)
		if err != nil {
			return err
		}
		c.say("All sessions of %s have ended. This link sets a new password, once, within 24 hours.", p.Email)
		return u.one(c, data.ResetUser, data.ResetUser.first())
	})
}
