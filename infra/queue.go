package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
)

// workQueue is a queue, and the dead-letter queue of what could not be done.
type workQueue struct {
	awssqs.Queue
	dead awssqs.Queue
}

// newWorkQueue makes a queue whose messages are hidden for so many seconds while somebody works on them, and set aside
// after so many attempts.
func newWorkQueue(s awscdk.Stack, id string, hidden, attempts float64) *workQueue {
	dead := newDeadLetters(s, id+"Dead")
	return &workQueue{dead: dead, Queue: awssqs.NewQueue(s, &id, &awssqs.QueueProps{
		VisibilityTimeout: seconds(hidden),
		RetentionPeriod:   days(14),
		DeadLetterQueue:   &awssqs.DeadLetterQueue{Queue: dead, MaxReceiveCount: &attempts},
		Encryption:        awssqs.QueueEncryption_SQS_MANAGED,
		EnforceSSL:        jsii.Bool(true),
	})}
}

// newDeadLetters makes a queue where what failed waits for a person, as long as SQS keeps it.
func newDeadLetters(s awscdk.Stack, id string) awssqs.Queue {
	return awssqs.NewQueue(s, &id, &awssqs.QueueProps{
		RetentionPeriod: days(14),
		Encryption:      awssqs.QueueEncryption_SQS_MANAGED,
		EnforceSSL:      jsii.Bool(true),
	})
}
