import test from 'ava';
import { isKnownRead } from './known-read.js';

const reads = [
  'kubectl get nodes',
  'kubectl get pods -A -o wide',
  'kubectl get pods -n kube-system --selector=app=web --sort-by .metadata.name',
  'kubectl get pods -nkube-system -lapp=web -Aw',
  'kubectl get -f pod.yaml -o yaml',
  'kubectl describe pod web',
  'kubectl logs -f deployment/web --tail=10 -c web -p',
  'kubectl top nodes',
  'kubectl events -A',
  'kubectl explain pods --recursive',
  'kubectl version --output=json',
  'kubectl api-resources --namespaced',
  'kubectl auth can-i delete pods',
  'kubectl auth whoami',
  'kubectl rollout status deployment/web --timeout 10s',
  'kubectl rollout history deployment/web --revision=2',
  'kubectl wait pod web --for=condition=Ready',
  'kubectl cluster-info',
];
for (const line of reads) {
  test(`${line} is known to read`, (t) => {
    t.true(isKnownRead(line.split(' ')));
  });
}

const others = [
  'kubectl',
  'kubectl delete pod web',
  'kubectl apply -f -',
  'kubectl get -f -',
  'kubectl exec web -- ls',
  'kubectl cp web:/x y',
  'kubectl attach web',
  'kubectl port-forward web 80',
  'kubectl proxy',
  'kubectl debug web',
  'kubectl edit pod web',
  'kubectl config view',
  'kubectl rollout restart deployment/web',
  'kubectl rollout',
  'kubectl auth reconcile -f x',
  'kubectl top',
  'kubectl cluster-info dump --output-directory=x',
  'kubectl certificate approve x',
  'kubectl diff -f x',
  'kubectl events-of-mine',
  // What leads to another server or user.
  'kubectl -n kube-system get pods',
  'kubectl --context other get pods',
  'kubectl get pods --context other',
  'kubectl get pods --context=other',
  'kubectl get pods --kubeconfig x',
  'kubectl get pods --server=https://x',
  'kubectl get pods -s https://x',
  'kubectl get pods -Ashttps://x',
  'kubectl get pods -shttps://x',
  'kubectl get pods --cluster=x',
  'kubectl get pods --user=x',
  'kubectl get pods --token=x',
  'kubectl get pods --as=x',
  'kubectl get pods --as-group=x',
  'kubectl get pods --insecure-skip-tls-verify',
  'kubectl get pods --tls-server-name=x',
  'kubectl get pods --client-key=x',
  'kubectl get pods --kuberc=x',
  'kubectl get pods --cache-dir=x',
  'kubectl get pods --profile-output=x',
  'kubectl get pods -o name --selector --context=other',
  'kubectl get --raw /api/v1/nodes/n/proxy/run/x',
  'kubectl get --raw=/x',
  'kubectl get pods -- --context=other',
  'kubectl get pods --Namespace=x',
  'kubectl get pods --namespace_=x',
  'kubectl get pods -v9',
  '/usr/bin/kubectl get pods',
  './kubectl get pods',
  'Kubectl get pods',
  'kubectl.exe get pods',
  'sh -c kubectl',
  'helm list',
];
for (const line of others) {
  test(`${line} is not known to read`, (t) => {
    t.false(isKnownRead(line.split(' ')));
  });
}
