# A function inside the VPC of clusters that have no public endpoint. Values in angle brackets are yours.

terraform {
  required_providers {
    alicloud = {
      source = "aliyun/alicloud"
    }
  }
}

provider "alicloud" {
  region = "ap-northeast-1"
}

# The function calls out and is called by nobody: no rule lets anything in.
resource "alicloud_security_group" "rotate" {
  security_group_name = "ackring-rotate"
  vpc_id              = "vpc-6we0example"
}

module "rotate" {
  source = "../.."

  name        = "ackring-rotate"
  code        = "${path.module}/code.zip"
  rotation    = file("${path.module}/rotation.yaml")
  policy      = file("${path.module}/policy.json")
  log_project = "ackring-<account id>-ap-northeast-1"

  vpc = {
    vpc_id            = "vpc-6we0example"
    vswitch_ids       = ["vsw-6we0example"]
    security_group_id = alicloud_security_group.rotate.id
  }

  alarm_contact_groups = ["operations"]
}
