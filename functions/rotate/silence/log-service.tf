# Alarms when no run of the function came to its end for 26 hours: Log Service asks its log, once an hour. It needs an
# index of the logstore's full text and of its field `message` with statistics (the module in ../terraform makes it): a
# SELECT is refused where there is full text alone. And it needs an action policy of yours that says whom to call.

variable "region" { type = string }
variable "project" { type = string }
variable "logstore" { type = string }
variable "action_policy" { type = string }

resource "alicloud_sls_alert" "ackring_silence" {
  project_name = var.project
  alert_name   = "ackring-rotate-silence"
  display_name = "ackring: no rotation came to its end"
  description  = ""
  status       = "ENABLED"

  schedule {
    type     = "FixedRate"
    interval = "1h"
  }

  configuration {
    version   = "2.0"
    type      = "default"
    dashboard = "internal-alert-analysis"

    # A whole run ends with a line of its figures; shards, and runs that fail, write none. Counting gives a line with 0
    # where there is none; no line at all is an alarm as well.
    query_list {
      chart_title    = "runs"
      region         = var.region
      project        = var.project
      store          = var.logstore
      store_type     = "log"
      query          = "\"ackring.rotation/v1\" and \"metrics\" and \"apply\" | SELECT count(1) AS runs"
      time_span_type = "Relative"
      start          = "-26h"
      end            = "now"
      power_sql_mode = "disable"
    }
    group_configuration {
      type = "no_group"
    }
    severity_configurations {
      severity = "8"
      eval_condition {
        condition       = "runs < 1"
        count_condition = ""
      }
    }
    no_data_fire     = "true"
    no_data_severity = "8"
    threshold        = "1"
    send_resolved    = "true"
    auto_annotation  = "true"

    annotations {
      key   = "title"
      value = "ackring: no rotation came to its end for 26 hours"
    }
    annotations {
      key   = "desc"
      value = "Kubeconfigs are renewed by nobody. See `ackring function status ackring-rotate --check`."
    }
    policy_configuration {
      alert_policy_id  = "sls.builtin.dynamic"
      action_policy_id = var.action_policy
      repeat_interval  = "1d"
    }
  }
}
