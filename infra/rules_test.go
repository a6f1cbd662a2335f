package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// N1
func TestNoBucketIsPublic(t *testing.T) {
	everywhere(t, func(t *testing.T, s stacks) {
		s.each(t, "AWS::S3::Bucket", 4, func(t *testing.T, id string, r resource) {
			for _, block := range []string{"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"} {
				if r.at("PublicAccessBlockConfiguration", block) != true {
					t.Errorf("%s lacks %s", id, block)
				}
			}
			if !strings.Contains(text(r.at("OwnershipControls")), "BucketOwnerEnforced") || r.at("AccessControl") != nil || r.at("WebsiteConfiguration") != nil {
				t.Errorf("%s can be opened by other means than its policy", id)
			}
		})
		s.each(t, "AWS::S3::BucketPolicy", 3, func(t *testing.T, id string, r resource) { checkPrincipals(t, id, r) })
		s.each(t, "AWS::SQS::QueuePolicy", 5, func(t *testing.T, id string, r resource) { checkPrincipals(t, id, r) })
	})
}

// checkPrincipals finds statements that allow something to anybody.
func checkPrincipals(t *testing.T, id string, r resource) {
	t.Helper()
	for _, v := range list(r.at("PolicyDocument", "Statement")) {
		of := v.(map[string]any)
		if of["Effect"] == "Allow" && strings.Contains(text(of["Principal"]), `"*"`) {
			t.Errorf("%s allows anybody: %s", id, text(of))
		}
	}
}

// N3: DynamoDB, logs and secure parameters are always encrypted; a table says whose the key is.
func TestEverythingIsEncrypted(t *testing.T) {
	everywhere(t, func(t *testing.T, s stacks) {
		s.each(t, "AWS::S3::Bucket", 4, func(t *testing.T, id string, r resource) {
			if !strings.Contains(text(r.at("BucketEncryption")), "AES256") {
				t.Errorf("%s is not encrypted", id)
			}
		})
		s.each(t, "AWS::SQS::Queue", 8, func(t *testing.T, id string, r resource) {
			if r.at("SqsManagedSseEnabled") != true {
				t.Errorf("%s is not encrypted", id)
			}
		})
		s.each(t, "AWS::DynamoDB::GlobalTable", 2, func(t *testing.T, id string, r resource) {
			if r.at("SSESpecification") == nil {
				t.Errorf("%s does not say by which key it is encrypted", id)
			}
		})
	})
}

// N4
func TestDeadLettersBehindEveryStep(t *testing.T) {
	everywhere(t, func(t *testing.T, s stacks) {
		s.each(t, "AWS::Lambda::EventSourceMapping", 4, func(t *testing.T, id string, r resource) {
			from := text(r.at("EventSourceArn"))
			if !strings.Contains(from, "StreamArn") && !hasRedrive(t, s, from) {
				t.Errorf("what %s cannot handle goes nowhere", id)
			}
		})
		s.each(t, "AWS::Scheduler::Schedule", 2, func(t *testing.T, id string, r resource) {
			if r.at("Target", "DeadLetterConfig", "Arn") == nil || r.at("Target", "RetryPolicy", "MaximumRetryAttempts") == nil {
				t.Errorf("a call of %s that cannot be made goes nowhere", id)
			}
		})
		calls := s.one(t, "AWS::Lambda::EventInvokeConfig")
		if calls.at("DestinationConfig", "OnFailure", "Destination") == nil || calls.at("MaximumRetryAttempts") == nil {
			t.Error("a scheduled call that fails goes nowhere")
		}
	})
}

// hasRedrive tells whether the queue that a reference is about hands on what cannot be handled.
func hasRedrive(t *testing.T, s stacks, from string) (has bool) {
	t.Helper()
	s.each(t, "AWS::SQS::Queue", 8, func(_ *testing.T, id string, r resource) {
		if strings.Contains(from, id) {
			has = r.at("RedrivePolicy", "deadLetterTargetArn") != nil && r.at("RedrivePolicy", "maxReceiveCount") != nil
		}
	})
	return has
}

// N5
func TestListsAreBounded(t *testing.T) {
	everywhere(t, func(t *testing.T, s stacks) {
		bounded := 0
		s.each(t, "AWS::Lambda::Function", 10, func(_ *testing.T, _ string, r resource) {
			if r.at("Environment", "Variables", "GALLEY_LIST_ROWS") == "5000" && r.at("Environment", "Variables", "GALLEY_LIST_ENTRIES") == "1000" {
				bounded++
			}
		})
		if bounded != 1 {
			t.Errorf("%d functions know what lists may read, want the one that answers them", bounded)
		}
	})
}

func TestThrottlesAndConcurrency(t *testing.T) {
	for name, s := range map[string]stacks{"prod": prod(t), "dev": dev(t)} {
		stage := s.one(t, "AWS::ApiGatewayV2::Stage")
		if stage.at("DefaultRouteSettings", "ThrottlingRateLimit") == nil || stage.at("DefaultRouteSettings", "ThrottlingBurstLimit") == nil {
			t.Errorf("%s: the API has no throttle", name)
		}
		s.each(t, "AWS::Lambda::EventSourceMapping", 4, func(t *testing.T, id string, r resource) {
			if !strings.Contains(text(r.at("EventSourceArn")), "StreamArn") && r.at("ScalingConfig", "MaximumConcurrency") == nil {
				t.Errorf("%s: %s may start any number of calls", name, id)
			}
		})
		s.each(t, "AWS::Lambda::Function", 10, func(t *testing.T, id string, r resource) {
			reserved := r.at("ReservedConcurrentExecutions") != nil
			if wanted := name == "prod" && !strings.HasPrefix(id, "Setup"); reserved != wanted {
				t.Errorf("%s: %s has concurrency of its own: %v", name, id, reserved)
			}
		})
	}
}

// N6
func TestRecoveryAndDeletionProtection(t *testing.T) {
	for name, s := range map[string]stacks{"prod": prod(t), "dev": dev(t)} {
		permanent := name == "prod"
		s.each(t, "AWS::DynamoDB::GlobalTable", 2, func(t *testing.T, id string, r resource) {
			replica := text(r.at("Replicas"))
			if !strings.Contains(replica, `"PointInTimeRecoveryEnabled":true`) {
				t.Errorf("%s: %s cannot be brought back", name, id)
			}
			if protected := strings.Contains(replica, `"DeletionProtectionEnabled":true`); protected != permanent || keeps(r) != permanent {
				t.Errorf("%s: %s is protected: %v, and kept: %v", name, id, protected, keeps(r))
			}
		})
		s.each(t, "AWS::S3::Bucket", 4, func(t *testing.T, id string, r resource) {
			if wanted := permanent && !strings.HasPrefix(id, "Site"); keeps(r) != wanted {
				t.Errorf("%s: %s is kept: %v", name, id, keeps(r))
			}
		})
	}
}

func keeps(r resource) bool { return strings.HasPrefix(r.DeletionPolicy, "Retain") }

// N7
func TestTLSOnly(t *testing.T) {
	everywhere(t, func(t *testing.T, s stacks) {
		policies := map[string]int{"AWS::S3::BucketPolicy": s.count("AWS::S3::Bucket"), "AWS::SQS::QueuePolicy": s.count("AWS::SQS::Queue")}
		for kind, least := range policies {
			s.each(t, kind, least, func(t *testing.T, id string, r resource) {
				if !strings.Contains(text(r.at("PolicyDocument")), `{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"`) {
					t.Errorf("%s lets others in without TLS", id)
				}
			})
		}
		cdn := s.one(t, "AWS::CloudFront::Distribution")
		behaviours := append(list(cdn.at("DistributionConfig", "CacheBehaviors")), cdn.at("DistributionConfig", "DefaultCacheBehavior"))
		for _, v := range behaviours {
			b := v.(map[string]any)
			if p := b["ViewerProtocolPolicy"]; p != "https-only" && p != "redirect-to-https" {
				t.Errorf("CloudFront answers %v without TLS", b["PathPattern"])
			}
		}
		for _, v := range list(cdn.at("DistributionConfig", "Origins")) {
			o, own := v.(map[string]any)["CustomOriginConfig"].(map[string]any)
			if own && (o["OriginProtocolPolicy"] != "https-only" || text(o["OriginSSLProtocols"]) != `["TLSv1.2"]`) {
				t.Errorf("CloudFront speaks to the API by %v %v", o["OriginProtocolPolicy"], o["OriginSSLProtocols"])
			}
		}
	})
}

// Programs send keys: nothing of theirs is answered by a redirect, which would hide that the key went in the clear.
func TestKeysAreNeverRedirected(t *testing.T) {
	cdn := prod(t).one(t, "AWS::CloudFront::Distribution")
	refused := map[string]bool{}
	for _, v := range list(cdn.at("DistributionConfig", "CacheBehaviors")) {
		b := v.(map[string]any)
		refused[b["PathPattern"].(string)] = b["ViewerProtocolPolicy"] == "https-only"
	}
	for _, path := range []string{"/graphql", "/graphql/*", "/manage/*", "/auth/*"} {
		if !refused[path] {
			t.Errorf("%s is answered without TLS", path)
		}
	}
}

// N8: and the stream function gets events only.
func TestTheStreamIsBounded(t *testing.T) {
	everywhere(t, func(t *testing.T, s stacks) {
		s.each(t, "AWS::Lambda::EventSourceMapping", 4, func(t *testing.T, id string, r resource) {
			if text(r.at("FunctionResponseTypes")) != `["ReportBatchItemFailures"]` {
				t.Errorf("%s takes a batch as a whole", id)
			}
			if !strings.Contains(text(r.at("EventSourceArn")), "StreamArn") {
				return
			}
			for _, bound := range []string{"MaximumRetryAttempts", "MaximumRecordAgeInSeconds", "DestinationConfig"} {
				if r.at(bound) == nil {
					t.Errorf("%s has no %s", id, bound)
				}
			}
			if r.at("BisectBatchOnFunctionError") != true {
				t.Errorf("%s does not look for what is poison", id)
			}
			filter := `{"Filters":[{"Pattern":"{\"dynamodb\":{\"Keys\":{\"pk\":{\"S\":[{\"prefix\":\"main#outbox#\"}]}}},\"eventName\":[\"INSERT\"]}"}]}`
			if got := text(r.at("FilterCriteria")); got != filter {
				t.Errorf("%s lets through %s", id, got)
			}
		})
	})
}

// N9: and no function comes with the construct library that would leave its logs behind.
func TestLogsEnd(t *testing.T) {
	everywhere(t, func(t *testing.T, s stacks) {
		groups := 0
		s.each(t, "AWS::Logs::LogGroup", 9, func(t *testing.T, id string, r resource) {
			groups++
			if r.at("RetentionInDays") == nil || keeps(r) {
				t.Errorf("%s is kept for ever", id)
			}
		})
		functions := 0
		s.each(t, "AWS::Lambda::Function", 10, func(t *testing.T, id string, r resource) {
			functions++
			if r.at("LoggingConfig", "LogGroup") == nil || r.at("LoggingConfig", "LogFormat") != "JSON" {
				t.Errorf("%s logs elsewhere", id)
			}
			if r.at("Runtime") != "provided.al2023" {
				t.Errorf("%s is not ours: it runs on %v", id, r.at("Runtime"))
			}
		})
		if groups != functions+1 {
			t.Errorf("there are %d log groups for %d functions and the API", groups, functions)
		}
	})
}

// known are the variables that functions may have. None is a secret.
var known = regexp.MustCompile(`^GALLEY_(ENV|PARAMETERS|(CONTENT|INDEX)_TABLE|(FILES|VARIANTS|SEARCH)_BUCKET|(WEBHOOK|PARKED|UPLOADS|SEARCH|JOBS)_QUEUE|SEARCH_FUNCTION|LIST_(ROWS|ENTRIES)|ALLOW_LOOPBACK_WEBHOOKS)$`)

// N10
func TestNoSecretIsShown(t *testing.T) {
	everywhere(t, func(t *testing.T, s stacks) {
		s.each(t, "AWS::Lambda::Function", 10, func(t *testing.T, id string, r resource) {
			for name := range r.at("Environment", "Variables").(map[string]any) {
				if !known.MatchString(name) {
					t.Errorf("%s has the variable %s", id, name)
				}
			}
		})
		for name, of := range s {
			if strings.Contains(strings.ToLower(text(of.Outputs)), "secret") {
				t.Errorf("the outputs of %s tell of a secret: %s", name, text(of.Outputs))
			}
		}
		for _, v := range list(s.one(t, "AWS::CloudFront::Distribution").at("DistributionConfig", "Origins")) {
			headers := list(v.(map[string]any)["OriginCustomHeaders"])
			for _, h := range headers {
				if value := text(h.(map[string]any)["HeaderValue"]); value != `{"Fn::GetAtt":["OriginSecret","Value"]}` {
					t.Errorf("the template shows %s", value)
				}
			}
		}
	})
}

// N11: neither paths nor query strings nor headers, which may carry keys and tokens.
func TestTheAccessLogHasNoSecrets(t *testing.T) {
	allowed := []string{"$context.requestTime", "$context.requestId", "$context.identity.sourceIp", "$context.httpMethod", "$context.integration.requestId", "$context.routeKey",
		"$context.status", "$context.responseLength", "$context.responseLatency", "$context.integrationLatency", "$context.error.message", "$context.integrationErrorMessage"}
	everywhere(t, func(t *testing.T, s stacks) {
		format := s.one(t, "AWS::ApiGatewayV2::Stage").at("AccessLogSettings", "Format").(string)
		for _, v := range regexp.MustCompile(`\$[\w.]+`).FindAllString(format, -1) {
			if !slices.Contains(allowed, v) {
				t.Errorf("the access log has %s", v)
			}
		}
	})
}

// Browsers upload to the bucket of files, with the headers that requests are signed with, and nothing else from elsewhere.
func TestWhatPagesMayDoWithBuckets(t *testing.T) {
	everywhere(t, func(t *testing.T, s stacks) {
		s.each(t, "AWS::S3::Bucket", 4, func(t *testing.T, id string, r resource) {
			methods, headers := "", ""
			for _, v := range list(r.at("CorsConfiguration", "CorsRules")) {
				rule := v.(map[string]any)
				methods += text(rule["AllowedMethods"])
				headers += text(rule["AllowedHeaders"])
			}
			want := map[string]string{"Files": `["PUT"]["GET"]`, "Varia": `["GET"]`, "Searc": "", "SiteE": ""}[id[:5]]
			if methods != want {
				t.Errorf("pages may %s in %s", methods, id)
			}
			if strings.HasPrefix(id, "Files") && (!strings.Contains(headers, `"If-None-Match"`) || strings.Contains(headers, `"*"`)) {
				t.Errorf("pages may upload with %s", headers)
			}
		})
	})
}
