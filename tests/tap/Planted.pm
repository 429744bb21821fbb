# Planted.pm: identifiers that are nobody's, one for each case of a test, and the search for them.
# A hit says which case leaked.
package Planted;

use strict;
use warnings;
use utf8;

use Exporter 'import';
use MIME::Base64;
use PostgreSQL::Test::Utils;

our @EXPORT = qw(plant plain bare fancy wide leaked plant_bytes files_below);

our %planted;   # case => body of a RUN, eight digits
my %bytes;      # case => spellings of what is not a RUN

sub check_digit
{
	my ($sum, $weight) = (0, 2);
	for my $digit (reverse split //, shift)
	{
		$sum += $digit * $weight;
		$weight = $weight == 7 ? 2 : $weight + 1;
	}
	return (split //, '0K987654321')[ $sum % 11 ];
}

# A new valid RUN for a case, as number and check digit.
sub plant
{
	my ($case) = @_;
	my $body = 21_436_587 + 10_007 * keys %planted;
	die "planted twice: $case" if $planted{$case};
	$planted{$case} = $body;
	return ($body, check_digit($body));
}

sub plain { my ($body, $digit) = plant(@_); return "$body-$digit"; }
sub bare  { my ($body, $digit) = plant(@_); return "$body$digit"; }
sub fancy { my ($body, $digit) = plant(@_); return dotted($body) . "-$digit"; }

sub dotted { my $body = shift; $body =~ s/^(\d\d)(\d{3})(\d{3})$/$1.$2.$3/; return $body; }

sub wide
{
	my $text = plain(@_);
	$text =~ tr/0-9-/\x{FF10}-\x{FF19}\x{FF0D}/;
	return $text;
}

# Every spelling under which a body can be found, as bytes.
sub spellings
{
	my $body  = shift;
	my @forms = ($body, dotted($body), dotted($body) =~ tr/./ /r, dotted($body) =~ tr/.//dr);
	(my $wide   = $body) =~ tr/0-9/\x{FF10}-\x{FF19}/;
	(my $arabic = $body) =~ tr/0-9/\x{0660}-\x{0669}/;
	push @forms, $wide, $arabic, join('-', split //, $body), unpack('H*', $body);
	utf8::encode($_) for @forms;
	return @forms, join(' ', unpack('C*', $body)); # as trees of statements are printed
}

# Cases whose identifier is in the bytes: one pass for all of them, logs are long.
sub leaked
{
	my ($bytes, @cases) = @_;
	my (%case_of, %found);
	for my $case (@cases)
	{
		$case_of{$_} = $case for @{ $bytes{$case} // [ spellings($planted{$case}) ] };
	}
	my $any = join '|', map { quotemeta } keys %case_of;
	$found{ $case_of{$1} } = 1 while $bytes =~ /($any)/g;
	my @found = sort keys %found;
	return @found;
}

# Bytes that may be nowhere, such as a key: themselves, and written out.
sub plant_bytes
{
	my ($case, $secret) = @_;
	my $hex = unpack('H*', $secret);
	$planted{$case} = $hex;
	$bytes{$case} = [ $secret, $hex, uc $hex, join(' ', unpack('C*', $secret)), encode_base64($secret, '') ];
	return;
}

# Every file of a directory and of those in it.
sub files_below
{
	my @folders = @_;
	my @files;
	while (my $folder = shift @folders)
	{
		for my $entry (glob "$folder/*")
		{
			push @{ -d $entry ? \@folders : \@files }, $entry;
		}
	}
	return @files;
}

1;
