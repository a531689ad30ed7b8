locals {
  newest = var.releases[length(var.releases) - 1]
  live   = var.live == null ? local.newest : var.live
}

# What the function may do, and who may be it.

resource "alicloud_ram_role" "rotate" {
  role_name   = var.name
  description = "Renews kubeconfigs of ACK clusters, in Function Compute"

  assume_role_policy_document = file("${path.module}/../policy/trust-policy.json")

  tags = var.tags
}

resource "alicloud_ram_policy" "rotate" {
  policy_name     = var.name
  description     = "The least that the rotation needs: ackring policy"
  policy_document = var.policy
  rotate_strategy = "DeleteOldestNonDefaultVersionWhenLimitExceeded"
}

resource "alicloud_ram_role_policy_attachment" "rotate" {
  role_name   = alicloud_ram_role.rotate.role_name
  policy_name = alicloud_ram_policy.rotate.policy_name
  policy_type = "Custom"
}

# Its log, indexed: full text for `ackring function logs`, the field for every SELECT, which full text alone refuses.

resource "alicloud_log_project" "rotate" {
  project_name = var.log_project
  description  = "The log of ${var.name}"
}

resource "alicloud_log_store" "rotate" {
  project_name     = alicloud_log_project.rotate.project_name
  logstore_name    = "rotate"
  retention_period = var.log_retention_days
  shard_count      = 1
}

resource "alicloud_log_store_index" "rotate" {
  project  = alicloud_log_project.rotate.project_name
  logstore = alicloud_log_store.rotate.logstore_name

  full_text {
    token = ", '\";=()[]{}?@&<>/:\n\t\r"
  }

  field_search {
    name             = "message"
    type             = "text"
    enable_analytics = true
    token            = ", '\";=()[]{}?@&<>/:\n\t\r"
  }
}

# The function, its published versions, and the alias that the timer runs.

resource "alicloud_fcv3_function" "rotate" {
  function_name = var.name
  description   = "Renews long-term kubeconfigs of ACK clusters inside their 180-day window"
  runtime       = "nodejs20"
  handler       = "index.handler"

  cpu                  = 0.35
  memory_size          = var.memory_size
  disk_size            = 512
  timeout              = var.timeout
  instance_concurrency = 1
  internet_access      = var.internet_access
  role                 = alicloud_ram_role.rotate.arn

  environment_variables = merge(
    { ACKRING_ROTATION = var.rotation },
    var.notify == "" ? {} : { ACKRING_NOTIFY = var.notify },
  )

  code {
    zip_file = filebase64(var.code)
  }

  instance_lifecycle_config {
    initializer {
      handler = "index.initialize"
      timeout = 30
    }
  }

  log_config {
    project                 = alicloud_log_project.rotate.project_name
    logstore                = alicloud_log_store.rotate.logstore_name
    enable_request_metrics  = true
    enable_instance_metrics = true
    log_begin_rule          = "None"
  }

  dynamic "vpc_config" {
    for_each = var.vpc == null ? [] : [var.vpc]
    content {
      vpc_id            = vpc_config.value.vpc_id
      vswitch_ids       = vpc_config.value.vswitch_ids
      security_group_id = vpc_config.value.security_group_id
    }
  }

  tags = var.tags

  # Without its rights the first run would only be refused.
  depends_on = [alicloud_ram_role_policy_attachment.rotate]
}

resource "alicloud_fcv3_function_version" "release" {
  for_each = toset(var.releases)

  function_name = alicloud_fcv3_function.rotate.function_name
  description   = each.key
}

resource "alicloud_fcv3_alias" "live" {
  function_name = alicloud_fcv3_function.rotate.function_name
  alias_name    = "live"
  description   = local.live
  version_id    = alicloud_fcv3_function_version.release[local.live].version_id
}

# Every step can be repeated, so one retry is safe; an event older than an hour waits for tomorrow's.
resource "alicloud_fcv3_async_invoke_config" "rotate" {
  function_name = alicloud_fcv3_function.rotate.function_name
  qualifier     = alicloud_fcv3_alias.live.alias_name

  max_async_retry_attempts       = 1
  max_async_event_age_in_seconds = 3600
  async_task                     = false

  dynamic "destination_config" {
    for_each = var.on_failure == "" ? [] : [var.on_failure]
    content {
      on_failure {
        destination = destination_config.value
      }
    }
  }
}

resource "alicloud_fcv3_trigger" "daily" {
  function_name  = alicloud_fcv3_function.rotate.function_name
  trigger_name   = "daily"
  trigger_type   = "timer"
  description    = "The daily run"
  qualifier      = alicloud_fcv3_alias.live.alias_name
  trigger_config = jsonencode({ cronExpression = var.schedule, enable = true, payload = jsonencode({ mode = "apply" }) })

  # The first event must find the retries as they are meant.
  depends_on = [alicloud_fcv3_async_invoke_config.rotate]
}

# Errors of the function. A day on which nothing ran has none: for that there is
# `ackring function status --check`, and the heartbeat.

data "alicloud_regions" "current" {
  current = true
}

resource "alicloud_cms_alarm" "errors" {
  count = length(var.alarm_contact_groups) > 0 ? 1 : 0

  name           = "${var.name} fails"
  project        = "acs_fc"
  metric         = "FunctionFunctionErrors"
  contact_groups = var.alarm_contact_groups
  period         = 300
  silence_time   = 86400

  metric_dimensions = jsonencode([{
    region       = data.alicloud_regions.current.regions[0].id
    functionName = alicloud_fcv3_function.rotate.function_name
  }])

  escalations_critical {
    statistics          = "Sum"
    comparison_operator = ">"
    threshold           = "0"
    times               = 1
  }
}
