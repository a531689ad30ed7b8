variable "name" {
  description = "The function's name, and the name of its role and policy."
  type        = string
  default     = "ackring-rotate"

  validation {
    condition     = can(regex("^[A-Za-z_][A-Za-z0-9_-]{0,63}$", var.name))
    error_message = "A name has letters, digits, - and _, begins with no digit, and 64 characters at most."
  }
}

variable "code" {
  description = "The function's code as a zip file: of `function/code` in the npm package, or of `functions/rotate/dist/code` after a build."
  type        = string
}

variable "rotation" {
  description = "What to rotate: rotation.yaml itself, at most 4 KB, or oss://bucket/key."
  type        = string

  validation {
    condition     = length(var.rotation) <= 3900
    error_message = "Function Compute takes 4 KB of environment: put the file into OSS and name it as oss://bucket/key."
  }
}

variable "notify" {
  description = "Whom to tell when the configuration itself cannot be read: YAML with notify and heartbeat."
  type        = string
  default     = ""
}

variable "policy" {
  description = "The role's policy: what `ackring policy --config rotation.yaml` prints."
  type        = string

  validation {
    condition     = can(jsondecode(var.policy).Statement)
    error_message = "This is no policy. Print it with `ackring policy --config rotation.yaml`."
  }
}

variable "releases" {
  description = "Names of the versions to keep, the newest last. A name that is new publishes the code as it is then."
  type        = list(string)
  default     = ["first"]

  validation {
    condition     = length(var.releases) > 0 && length(distinct(var.releases)) == length(var.releases)
    error_message = "Name at least one release, and each once."
  }
}

variable "live" {
  description = "The release that the timer runs; null for the newest. An older one is the way back."
  type        = string
  default     = null
}

variable "schedule" {
  description = "When it runs: seconds, minutes, hours, day, month, weekday, with a time zone."
  type        = string
  default     = "CRON_TZ=Asia/Shanghai 0 0 4 * * *"
}

variable "memory_size" {
  description = "MiB."
  type        = number
  default     = 512
}

variable "timeout" {
  description = "Seconds that one invocation may take; what is left over is handed on."
  type        = number
  default     = 600
}

variable "vpc" {
  description = "The network of clusters that have a private endpoint only; null for the internet."
  type = object({
    vpc_id            = string
    vswitch_ids       = list(string)
    security_group_id = string
  })
  default = null
}

variable "internet_access" {
  description = "False where the VPC reaches the cloud's services by itself, through NAT or endpoints of its own."
  type        = bool
  default     = true
}

variable "log_project" {
  description = "The Log Service project, made here."
  type        = string
}

variable "log_retention_days" {
  description = "How long the log is kept."
  type        = number
  default     = 90
}

variable "alarm_contact_groups" {
  description = "CloudMonitor's contact groups that hear of errors of the function; empty for no alarm."
  type        = list(string)
  default     = []
}

variable "on_failure" {
  description = "ARN of the topic, queue or function that is told of events that were given up; empty for none."
  type        = string
  default     = ""
}

variable "tags" {
  description = "Tags of the function and its role."
  type        = map(string)
  default     = {}
}
