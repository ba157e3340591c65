"""Customers, their invoices, and what was paid."""

from __future__ import annotations

from django.db import models


class Customer(models.Model):
    objects: models.Manager
    name = models.CharField(max_length=80)
    country = models.CharField(max_length=2)


class Invoice(models.Model):
    objects: models.Manager
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="invoices")
    number = models.CharField(max_length=20)
    cents = models.IntegerField()


class Payment(models.Model):
    objects: models.Manager
    reference = models.CharField(max_length=20)
    cents = models.IntegerField()
