// Says what client-go makes of kubeconfig files, which is what kubectl makes of them: a JSON line is read for each
// case, and a JSON line is printed for it. Nothing is dialled, and no plug-in is run.
package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	_ "k8s.io/client-go/plugin/pkg/client/auth" // as kubectl: the providers that are left, and the words for those gone
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
	"sigs.k8s.io/yaml"
)

// question is one case: an environment, whose files are on the disk.
type question struct {
	// KUBECONFIG; without it the variable is unset.
	Kubeconfig *string `json:"kubeconfig"`
	Home       string  `json:"home"`
	// The working folder.
	Folder string `json:"folder"`
	// The file named by --kubeconfig; empty for none.
	Explicit string `json:"explicit"`
	// The contexts to resolve besides all that the files have; "" is the current one.
	Contexts []string `json:"contexts"`
}

type answer struct {
	// Why nothing can be read at all; the rest is empty then.
	Error          string              `json:"error,omitempty"`
	CurrentContext string              `json:"currentContext"`
	Contexts       map[string]entry    `json:"contexts"`
	Clusters       map[string]string   `json:"clusters"` // their files
	Users          map[string]string   `json:"users"`
	Resolved       map[string]resolved `json:"resolved"`
	// All files as one, as `kubectl config view --raw --flatten` would write it, but for its paths: they are whole.
	View json.RawMessage `json:"view"`
}

type entry struct {
	File      string `json:"file"`
	Cluster   string `json:"cluster"`
	User      string `json:"user"`
	Namespace string `json:"namespace"`
}

// resolved is how a context is reached: rest.Config by its own names.
type resolved struct {
	// ClientConfig's refusal: then there is nothing else.
	Error string `json:"error,omitempty"`
	// What is refused when the connection is prepared: certificates that are none, a plug-in of an unknown version.
	TransportError string              `json:"transportError,omitempty"`
	Host           string              `json:"host"`
	Insecure       bool                `json:"insecure"`
	ServerName     string              `json:"serverName"`
	CAFile         string              `json:"caFile"`
	CAData         []byte              `json:"caData"`
	CertFile       string              `json:"certFile"`
	CertData       []byte              `json:"certData"`
	KeyFile        string              `json:"keyFile"`
	KeyData        []byte              `json:"keyData"`
	Token          string              `json:"token"`
	TokenFile      string              `json:"tokenFile"`
	Username       string              `json:"username"`
	Password       string              `json:"password"`
	Proxy          string              `json:"proxy"`
	As             string              `json:"as"`
	AsUID          string              `json:"asUid"`
	AsGroups       []string            `json:"asGroups"`
	AsExtra        map[string][]string `json:"asExtra"`
	AuthProvider   string              `json:"authProvider"`
	Exec           *plugin             `json:"exec"`
}

type plugin struct {
	Command            string           `json:"command"`
	Args               []string         `json:"args"`
	Env                []api.ExecEnvVar `json:"env"`
	APIVersion         string           `json:"apiVersion"`
	InstallHint        string           `json:"installHint"`
	InteractiveMode    string           `json:"interactiveMode"`
	ProvideClusterInfo bool             `json:"provideClusterInfo"`
	// The cluster's extension client.authentication.k8s.io/exec.
	Config json.RawMessage `json:"config"`
}

func main() {
	// In a pod, client-go would answer for the pod's own service account.
	os.Unsetenv("KUBERNETES_SERVICE_HOST")
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) == 0 && err != nil {
			return
		}
		var asked question
		if err := json.Unmarshal(line, &asked); err != nil {
			panic(err)
		}
		if err := out.Encode(answerTo(asked)); err != nil {
			panic(err)
		}
	}
}

func answerTo(asked question) answer {
	rules := rulesOf(asked)
	config, err := rules.Load()
	if err != nil {
		return answer{Error: err.Error()}
	}
	said := answer{
		CurrentContext: config.CurrentContext,
		Contexts:       map[string]entry{},
		Clusters:       map[string]string{},
		Users:          map[string]string{},
		Resolved:       map[string]resolved{},
		View:           viewOf(config),
	}
	for name, cluster := range config.Clusters {
		said.Clusters[name] = cluster.LocationOfOrigin
	}
	for name, user := range config.AuthInfos {
		said.Users[name] = user.LocationOfOrigin
	}
	for name, context := range config.Contexts {
		said.Contexts[name] = entry{context.LocationOfOrigin, context.Cluster, context.AuthInfo, context.Namespace}
		said.Resolved[name] = resolve(rules, name)
	}
	for _, name := range asked.Contexts {
		said.Resolved[name] = resolve(rules, name)
	}
	return said
}

func viewOf(config *api.Config) json.RawMessage {
	written, err := clientcmd.Write(*config)
	if err != nil {
		panic(err)
	}
	view, err := yaml.YAMLToJSON(written)
	if err != nil {
		panic(err)
	}
	return view
}

func rulesOf(asked question) *clientcmd.ClientConfigLoadingRules {
	if err := os.Chdir(asked.Folder); err != nil {
		panic(err)
	}
	os.Setenv("HOME", asked.Home)
	// client-go works it out once, at its start.
	clientcmd.RecommendedHomeFile = filepath.Join(asked.Home, ".kube", "config")
	if asked.Kubeconfig == nil {
		os.Unsetenv("KUBECONFIG")
	} else {
		os.Setenv("KUBECONFIG", *asked.Kubeconfig)
	}
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	rules.ExplicitPath = asked.Explicit
	return rules
}

func resolve(rules *clientcmd.ClientConfigLoadingRules, name string) resolved {
	overrides := &clientcmd.ConfigOverrides{CurrentContext: name}
	config, err := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(rules, overrides).ClientConfig()
	if err != nil {
		return resolved{Error: err.Error()}
	}
	return resolved{
		TransportError: transportErrorOf(config),
		Host:           config.Host,
		Insecure:       config.Insecure,
		ServerName:     config.ServerName,
		CAFile:         config.CAFile,
		CAData:         config.CAData,
		CertFile:       config.CertFile,
		CertData:       config.CertData,
		KeyFile:        config.KeyFile,
		KeyData:        config.KeyData,
		Token:          config.BearerToken,
		TokenFile:      config.BearerTokenFile,
		Username:       config.Username,
		Password:       config.Password,
		Proxy:          proxyOf(config),
		As:             config.Impersonate.UserName,
		AsUID:          config.Impersonate.UID,
		AsGroups:       config.Impersonate.Groups,
		AsExtra:        config.Impersonate.Extra,
		AuthProvider:   authProviderOf(config),
		Exec:           pluginOf(config.ExecProvider),
	}
}

func transportErrorOf(config *rest.Config) string {
	if _, err := rest.TransportFor(rest.CopyConfig(config)); err != nil {
		return err.Error()
	}
	isTLS := config.TLSClientConfig.CAFile != "" || len(config.CAData) > 0 || config.Insecure
	if _, _, err := rest.DefaultServerURL(config.Host, "", schema.GroupVersion{}, isTLS); err != nil {
		return err.Error()
	}
	return ""
}

func proxyOf(config *rest.Config) string {
	if config.Proxy == nil {
		return ""
	}
	url, err := config.Proxy(&http.Request{})
	if err != nil || url == nil {
		return ""
	}
	return url.String()
}

func authProviderOf(config *rest.Config) string {
	if config.AuthProvider == nil {
		return ""
	}
	return config.AuthProvider.Name
}

func pluginOf(exec *api.ExecConfig) *plugin {
	if exec == nil {
		return nil
	}
	said := &plugin{
		Command:            exec.Command,
		Args:               exec.Args,
		Env:                exec.Env,
		APIVersion:         exec.APIVersion,
		InstallHint:        exec.InstallHint,
		InteractiveMode:    string(exec.InteractiveMode),
		ProvideClusterInfo: exec.ProvideClusterInfo,
	}
	if unknown, ok := exec.Config.(*runtime.Unknown); ok {
		said.Config = unknown.Raw
	}
	return said
}
