<?php
/**
 * An address that this shop's checkout accepts, whatever country it sells to.
 */

declare(strict_types=1);

namespace StoreOrchestrator;

/** Each valid somewhere; together they fit every country whose format WooCommerce checks. */
const POSTCODES = [
    '12345', '10115', '71000', '9490', '1010', '1234 AB', '123 45', '12-345', '100-0001', '1000-001', 'SW1A 1AA',
    'K1A 0B1', '123456', '01001-000', 'D02 AF30', 'LV-1010', '00901', '1000', '123',
];

/** @return array<string, string> */
function build_probe_address(): array
{
    $country = WC()->countries->get_base_country();
    $fields = WC()->countries->get_country_locale()[$country] ?? [];
    return [
        'first_name' => 'Store',
        'last_name' => 'Orchestrator',
        'address_1' => '1 Probe Street',
        'city' => 'Probe',
        'state' => choose_state($country, $fields['state'] ?? []),
        'postcode' => empty($fields['postcode']['hidden']) ? choose_postcode($country) : '',
        'country' => $country,
        'phone' => '0123456789',
        'email' => 'probe@store-orchestrator.invalid',
    ];
}

/** @param array<string, mixed> $field what the country's forms make of it */
function choose_state(string $country, array $field): string
{
    $states = WC()->countries->get_states($country);
    if (is_array($states)) {
        // Empty: the country has none.
        return (string) array_key_first($states);
    }
    return !empty($field['hidden']) || ($field['required'] ?? true) === false ? '' : 'Probe';
}

function choose_postcode(string $country): string
{
    foreach (POSTCODES as $postcode) {
        if (\WC_Validation::is_postcode($postcode, $country)) {
            return $postcode;
        }
    }
    return POSTCODES[0];
}
