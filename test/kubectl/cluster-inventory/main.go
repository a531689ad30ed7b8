// Gets into the clusters of ClusterProfiles as controllers do that are built on the cluster-inventory API's own client,
// and prints the names of their namespaces.
//
//	cluster-inventory PROVIDER-FILE CLUSTER-PROFILE-FILE
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/cluster-inventory-api/apis/v1alpha1"
	"sigs.k8s.io/cluster-inventory-api/pkg/access"
)

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(providerFile, profileFile string) error {
	providers, err := access.NewFromFile(providerFile)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(profileFile)
	if err != nil {
		return err
	}
	var profile v1alpha1.ClusterProfile
	if err := json.Unmarshal(text, &profile); err != nil {
		return err
	}
	config, err := providers.BuildConfigFromCP(&profile)
	if err != nil {
		return err
	}
	return listNamespaces(config)
}

func listNamespaces(config *rest.Config) error {
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return err
	}
	response, err := client.Get(config.Host + "/api/v1/namespaces")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != 200 {
		return fmt.Errorf("%s: %s", response.Status, body)
	}
	var namespaces metav1.PartialObjectMetadataList
	if err := json.Unmarshal(body, &namespaces); err != nil {
		return err
	}
	for _, namespace := range namespaces.Items {
		fmt.Println(namespace.Name)
	}
	return nil
}
