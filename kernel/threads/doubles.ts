// Doubles to decimal text and back, digit for digit as Python prints them. The shortest digits that read back as
// the same double come from the engine; a given number of digits is rounded from the exact value, half to even.

/**
 * Text of a double.
 *
 * @param kind - 'r' as repr() writes it; 'e', 'f', 'g' as C's printf does; 'G' is printf's `#g`, which keeps
 *   trailing zeros.
 * @param precision - Digits after the point ('e', 'f') or significant digits ('g', 'G'); unused for 'r'.
 */
export function formatDouble(x: number, kind: DoubleKind, precision: number): string {
  if (Number.isNaN(x)) {
    return 'nan';
  }
  const sign = x < 0 || Object.is(x, -0) ? '-' : '';
  const size = Math.abs(x);
  if (size === Infinity) {
    return `${sign}inf`;
  }
  switch (kind) {
    case 'r':
      return sign + shortest(size);
    case 'e':
      return sign + scientific(size, precision);
    case 'f':
      return sign + fixed(size, precision);
    case 'g':
      return sign + general(size, precision, false);
    case 'G':
      return sign + general(size, precision, true);
  }
}

export type DoubleKind = 'r' | 'e' | 'f' | 'g' | 'G';

/** The double nearest to a decimal text in Python's syntax, underscores already removed. */
export function parseDouble(text: string): number {
  const trimmed = text.trim();
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(trimmed);
  if (special) {
    const value = special[2].toLowerCase() === 'nan' ? NaN : Infinity;
    return special[1] === '-' ? -value : value;
  }
  return Number(trimmed);
}

/** repr: an exponent only below 1e-4 and from 1e16 on, and always a mark of being a float. */
function shortest(x: number): string {
  if (x === 0) {
    return '0.0';
  }
  // Without an argument toExponential gives the shortest digits that read back as x.
  const [mantissa, power] = x.toExponential().split('e');
  const exponent = Number(power);
  const digits = mantissa.replace('.', '');
  if (exponent < -4 || exponent >= 16) {
    return mantissa + exponentText(exponent);
  }
  if (exponent < 0) {
    return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  }
  const whole = digits.padEnd(exponent + 1, '0');
  return `${whole.slice(0, exponent + 1)}.${whole.slice(exponent + 1) || '0'}`;
}

function exponentText(exponent: number): string {
  return `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function fixed(x: number, precision: number): string {
  // toFixed rounds ties up. A tie needs x to be a multiple of 2^-(precision + 1).
  if (precision <= 100 && x < 1e21 && !Number.isInteger(x * 2 ** (precision + 1))) {
    return x.toFixed(precision);
  }
  const digits = roundedQuotient(x, precision).toString().padStart(precision + 1, '0');
  const point = digits.length - precision;
  return precision === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
}

function scientific(x: number, precision: number): string {
  const { digits, exponent } = significant(x, precision + 1);
  return (precision === 0 ? digits : `${digits[0]}.${digits.slice(1)}`) + exponentText(exponent);
}

function general(x: number, precision: number, keepZeros: boolean): string {
  const count = precision === 0 ? 1 : precision;
  const { digits, exponent } = significant(x, count);
  const stripped = keepZeros ? digits : digits.replace(/0+$/, '') || '0';
  if (exponent < -4 || exponent >= count) {
    const fraction = stripped.slice(1);
    return stripped[0] + (fraction || keepZeros ? `.${fraction}` : '') + exponentText(exponent);
  }
  if (exponent < 0) {
    return x === 0 && !keepZeros ? '0' : `0.${'0'.repeat(-exponent - 1)}${stripped}`;
  }
  const whole = stripped.padEnd(exponent + 1, '0');
  const fraction = whole.slice(exponent + 1);
  return whole.slice(0, exponent + 1) + (fraction || keepZeros ? `.${fraction}` : '');
}

/** The first `count` significant digits of x, rounded, and the decimal exponent of the first. */
function significant(x: number, count: number): { digits: string; exponent: number } {
  if (x === 0) {
    return { digits: '0'.repeat(count), exponent: 0 };
  }
  // The exponent of the shortest digits is that of x or, where these round up to a power of ten, one more.
  let exponent = Number(x.toExponential().split('e')[1]);
  let digits = roundedQuotient(x, count - 1 - exponent).toString();
  if (digits.length < count) {
    exponent -= 1;
    digits = roundedQuotient(x, count - 1 - exponent).toString();
  }
  if (digits.length > count) {
    // Rounded up to the next power of ten: all other digits are zeros.
    exponent += 1;
    digits = digits.slice(0, count);
  }
  return { digits, exponent };
}

/** x * 10^places, rounded to an integer, ties to even. */
function roundedQuotient(x: number, places: number): bigint {
  scratch.setFloat64(0, x);
  const bits = scratch.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  const power = (biased === 0 ? 1 : biased) - 1075;
  let numerator = mantissa;
  let denominator = 1n;
  if (places >= 0) {
    numerator *= 10n ** BigInt(places);
  } else {
    denominator *= 10n ** BigInt(-places);
  }
  if (power >= 0) {
    numerator <<= BigInt(power);
  } else {
    denominator <<= BigInt(-power);
  }
  const quotient = numerator / denominator;
  const twice = (numerator - quotient * denominator) * 2n;
  return twice > denominator || (twice === denominator && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
}

const scratch = new DataView(new ArrayBuffer(8));
