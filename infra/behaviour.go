package main

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfrontorigins"
	"github.com/aws/jsii-runtime-go"
)

// behaviours are the ways in which CloudFront treats requests.
type behaviours struct {
	edge        *edge
	api         awscloudfront.IOrigin
	before      *[]*awscloudfront.FunctionAssociation // of requests for the API
	beforeAdmin *[]*awscloudfront.FunctionAssociation
	headers     awscloudfront.ResponseHeadersPolicy // of replies of the API
}

func (e *edge) newBehaviours(api awscloudfront.IOrigin) *behaviours {
	return &behaviours{
		edge:        e,
		api:         api,
		before:      e.function("ApiRequest", apiFunction),
		beforeAdmin: e.function("AdminRequest", adminFunction),
		headers:     e.newHeaders("ApiHeaders", nil),
	}
}

// function makes a function that runs at the edge before each request.
func (e *edge) function(id, code string) *[]*awscloudfront.FunctionAssociation {
	f := awscloudfront.NewFunction(e.Stack, &id, &awscloudfront.FunctionProps{
		Code:    awscloudfront.FunctionCode_FromInline(&code),
		Runtime: awscloudfront.FunctionRuntime_JS_2_0(),
		Comment: jsii.String("Galley, " + e.plan.Name),
	})
	return &[]*awscloudfront.FunctionAssociation{{EventType: awscloudfront.FunctionEventType_VIEWER_REQUEST, Function: f}}
}

// admin serves the built admin from its bucket. Names of assets change with their content; index.html is asked for anew.
func (b *behaviours) admin() *awscloudfront.BehaviorOptions {
	policy := b.edge.adminPolicy()
	return &awscloudfront.BehaviorOptions{
		Origin: awscloudfrontorigins.S3BucketOrigin_WithOriginAccessControl(b.edge.site, &awscloudfrontorigins.S3BucketOriginWithOACProps{
			OriginAccessLevels: &[]awscloudfront.AccessLevel{awscloudfront.AccessLevel_READ, awscloudfront.AccessLevel_LIST}, // else what is missing looks forbidden
		}),
		AllowedMethods:        awscloudfront.AllowedMethods_ALLOW_GET_HEAD(),
		CachePolicy:           b.edge.newCache("AdminCache", nil),
		ResponseHeadersPolicy: b.edge.newHeaders("AdminHeaders", policy),
		FunctionAssociations:  b.beforeAdmin,
		ViewerProtocolPolicy:  awscloudfront.ViewerProtocolPolicy_REDIRECT_TO_HTTPS,
		Compress:              jsii.Bool(true),
	}
}

// content keeps what the API says may be kept, for each key and form of reply.
func (b *behaviours) content() *awscloudfront.BehaviorOptions {
	o := b.uncached(awscloudfront.ViewerProtocolPolicy_HTTPS_ONLY)
	o.CachePolicy = b.edge.newCache("ContentCache", jsii.Strings("Authorization", "Accept", "Origin"))
	return o
}

// media keeps files and pictures as long as the image function says.
func (b *behaviours) media() *awscloudfront.BehaviorOptions {
	o := b.uncached(awscloudfront.ViewerProtocolPolicy_REDIRECT_TO_HTTPS)
	o.AllowedMethods = awscloudfront.AllowedMethods_ALLOW_GET_HEAD_OPTIONS()
	o.CachePolicy = b.edge.newCache("MediaCache", jsii.Strings("Authorization"))
	return o
}

// uncached asks the API each time, with all that the client sent but the name of the host.
func (b *behaviours) uncached(protocol awscloudfront.ViewerProtocolPolicy) *awscloudfront.BehaviorOptions {
	return &awscloudfront.BehaviorOptions{
		Origin:                b.api,
		AllowedMethods:        awscloudfront.AllowedMethods_ALLOW_ALL(),
		CachePolicy:           awscloudfront.CachePolicy_CACHING_DISABLED(),
		OriginRequestPolicy:   awscloudfront.OriginRequestPolicy_ALL_VIEWER_EXCEPT_HOST_HEADER(),
		ResponseHeadersPolicy: b.headers,
		FunctionAssociations:  b.before,
		ViewerProtocolPolicy:  protocol,
		Compress:              jsii.Bool(false), // the API has done it
	}
}

// newCache keeps replies as long as the origin says and no longer, one for each address and value of the headers.
func (e *edge) newCache(id string, headers *[]*string) awscloudfront.CachePolicy {
	props := &awscloudfront.CachePolicyProps{
		MinTtl:                     seconds(0),
		DefaultTtl:                 seconds(0),
		MaxTtl:                     days(365),
		QueryStringBehavior:        awscloudfront.CacheQueryStringBehavior_None(),
		CookieBehavior:             awscloudfront.CacheCookieBehavior_None(),
		EnableAcceptEncodingGzip:   jsii.Bool(true),
		EnableAcceptEncodingBrotli: jsii.Bool(true),
	}
	if headers != nil {
		props.QueryStringBehavior = awscloudfront.CacheQueryStringBehavior_All()
		props.HeaderBehavior = awscloudfront.CacheHeaderBehavior_AllowList(*headers...)
	}
	return awscloudfront.NewCachePolicy(e.Stack, &id, props)
}

// newHeaders adds to replies what browsers need for being careful. Headers that the API has set itself stay; policy is
// the content security policy of pages that come from the bucket.
func (e *edge) newHeaders(id string, policy *string) awscloudfront.ResponseHeadersPolicy {
	fromBucket := jsii.Bool(policy != nil)
	careful := &awscloudfront.ResponseSecurityHeadersBehavior{
		StrictTransportSecurity: &awscloudfront.ResponseHeadersStrictTransportSecurity{AccessControlMaxAge: days(365), Override: jsii.Bool(true)},
		ContentTypeOptions:      &awscloudfront.ResponseHeadersContentTypeOptions{Override: jsii.Bool(true)},
		ReferrerPolicy:          &awscloudfront.ResponseHeadersReferrerPolicy{ReferrerPolicy: awscloudfront.HeadersReferrerPolicy_SAME_ORIGIN, Override: fromBucket},
	}
	if policy != nil {
		careful.ContentSecurityPolicy = &awscloudfront.ResponseHeadersContentSecurityPolicy{ContentSecurityPolicy: policy, Override: jsii.Bool(true)}
		careful.FrameOptions = &awscloudfront.ResponseHeadersFrameOptions{FrameOption: awscloudfront.HeadersFrameOption_DENY, Override: jsii.Bool(true)}
	}
	return awscloudfront.NewResponseHeadersPolicy(e.Stack, &id, &awscloudfront.ResponseHeadersPolicyProps{SecurityHeadersBehavior: careful})
}

// adminPolicy is what pages of the admin may load: the same as the binary allows, and uploads to the bucket.
func (e *edge) adminPolicy() *string {
	connect := awscdk.Fn_Join(jsii.String(""), &[]*string{jsii.String("connect-src 'self' https://"), e.data.files.BucketRegionalDomainName()})
	if e.plan.local != nil {
		connect = jsii.String("connect-src 'self' " + e.plan.local.String())
	}
	return awscdk.Fn_Join(jsii.String("; "), &[]*string{
		jsii.String(strings.Join([]string{
			"default-src 'self'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob: https:",
			"media-src 'self' https:", "font-src 'self' data:",
		}, "; ")),
		connect,
		jsii.String("worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"),
	})
}
