output "function" {
  description = "For `ackring function status`."
  value       = alicloud_fcv3_function.rotate.function_name
}

output "role_arn" {
  description = "Give it RBAC in each cluster, and let roles of other accounts trust it."
  value       = alicloud_ram_role.rotate.arn
}

output "live_version" {
  description = "The published version that the timer runs."
  value       = alicloud_fcv3_alias.live.version_id
}
