/*
 * scheme.c
 *		The shipped schemes, countries, and the names of schemes.
 */
#include "core/scheme.h"

#include <string.h>

#define MOD23 "modulus 23 base 10 symbols TRWAGMYFPDXBNJZSQVHLCKE"
#define CPF_FIRST "modulus 11 weights 2,3,4,5,6,7,8,9,10 symbols 00987654321"
#define CPF_SECOND                                                             \
	"modulus 11 weights 2,3,4,5,6,7,8,9,10,11 symbols 00987654321"

/*
 * Sources: CL.RUN and its modulo 11, Servicio de Registro Civil; ES.DNI and
 * ES.NIE, Ministerio del Interior, Orden INT/2058/2008 for the NIE; BR.CPF,
 * Receita Federal. The rest are known here by their shape only: where the
 * country has a check digit it is not used, and the quality is plain.
 *
 * A RUN of fewer than seven digits would belong to somebody born before about
 * 1920; one in eleven mistyped stumps would pass. Where no check digit stands
 * guard, the run 1234... that a form invites is a placeholder too.
 */
const CocSchemeRow coc_shipped_schemes[] = {
	{"CL.RUN", "(CL) z d{7,8} - c", "mod11", "########-_"},
	{"ES.DNI", "z d{6,8} c", MOD23, "########_"},
	{"ES.NIE", "[XYZ] d{7} c", MOD23 " letters XYZ", "_#######_"},
	{"BR.CPF", "z d{7,9} c{2}", CPF_FIRST "; " CPF_SECOND, "###########"},
	{"AR.DNI", "z d{7,8}", "none", "####### ######## 1234567 12345678"},
	{"CO.CC", "z d{5,10}", "none",
	 "##### ###### ####### ######## ######### ########## "
	 "12345 123456 1234567 12345678 123456789 1234567890"},
	{"EC.CI", "[0123] d{9}", "none", "########## 1234567890 0123456789"},
	{"MX.CURP", "a{4} d{6} [HMX] a{5} x d", "none", ""},
	{"PE.DNI", "d{8}", "none", "######## 12345678 01234567"},
	{"UY.CI", "z d{7,8}", "none", "####### ######## 1234567 12345678"},
	{"PASSPORT", "k - x{5,9}", "none",
	 "___-##### ___-###### ___-####### ___-######## ___-######### "
	 "___-12345 ___-123456 ___-1234567 ___-12345678 ___-123456789"},
};

const int coc_nshipped_schemes =
	(int) (sizeof(coc_shipped_schemes) / sizeof(coc_shipped_schemes[0]));

/*
 * ISO 3166-1 alpha-3 (249 codes, 2024), then ICAO Doc 9303 part 3: stateless
 * person, refugee, other refugee, unspecified nationality. People without a
 * country are among those a registry of care must be able to follow.
 */
static const char countries[] =
	"ABWAFGAGOAIAALAALBANDAREARGARMASMATAATFATGAUSAUTAZEBDIBELBENBESBFABGD"
	"BGRBHRBHSBIHBLMBLRBLZBMUBOLBRABRBBRNBTNBVTBWACAFCANCCKCHECHLCHNCIVCMR"
	"CODCOGCOKCOLCOMCPVCRICUBCUWCXRCYMCYPCZEDEUDJIDMADNKDOMDZAECUEGYERIESH"
	"ESPESTETHFINFJIFLKFRAFROFSMGABGBRGEOGGYGHAGIBGINGLPGMBGNBGNQGRCGRDGRL"
	"GTMGUFGUMGUYHKGHMDHNDHRVHTIHUNIDNIMNINDIOTIRLIRNIRQISLISRITAJAMJEYJOR"
	"JPNKAZKENKGZKHMKIRKNAKORKWTLAOLBNLBRLBYLCALIELKALSOLTULUXLVAMACMAFMAR"
	"MCOMDAMDGMDVMEXMHLMKDMLIMLTMMRMNEMNGMNPMOZMRTMSRMTQMUSMWIMYSMYTNAMNCL"
	"NERNFKNGANICNIUNLDNORNPLNRUNZLOMNPAKPANPCNPERPHLPLWPNGPOLPRIPRKPRTPRY"
	"PSEPYFQATREUROURUSRWASAUSDNSENSGPSGSSHNSJMSLBSLESLVSMRSOMSPMSRBSSDSTP"
	"SURSVKSVNSWESWZSXMSYCSYRTCATCDTGOTHATJKTKLTKMTLSTONTTOTUNTURTUVTWNTZA"
	"UGAUKRUMIURYUSAUZBVATVCTVENVGBVIRVNMVUTWLFWSMYEMZAFZMBZWE"
	"XXAXXBXXCXXX";

bool
coc_is_country(const char *letters)
{
	for (size_t i = 0; i + 3 < sizeof(countries); i += 3)
	{
		if (memcmp(countries + i, letters, 3) == 0)
			return true;
	}
	return false;
}

const char *
coc_quality_name(CocQuality quality)
{
	switch (quality)
	{
		case COC_QUALITY_VERIFIED:
			return "verified";
		case COC_QUALITY_PLAIN:
			return "plain";
		case COC_QUALITY_WEAK:
			return "weak";
		case COC_QUALITY_LOCAL:
			return "local";
	}
	return NULL;
}

int
coc_shipped_scheme(const char *name, size_t length)
{
	for (int i = 0; i < coc_nshipped_schemes; i++)
	{
		const char *shipped = coc_shipped_schemes[i].name;

		if (strlen(shipped) == length && memcmp(shipped, name, length) == 0)
			return i;
	}
	return -1;
}

bool
coc_scheme_local(const char *name, size_t length, CocScheme *scheme)
{
	static const char prefix[] = "LOCAL/";
	const size_t start = sizeof(prefix) - 1;
	int64_t provider = 0;

	if (length <= start || length > start + 10 ||
		memcmp(name, prefix, start) != 0 || name[start] == '0')
		return false;
	for (size_t i = start; i < length; i++)
	{
		if (name[i] < '0' || name[i] > '9')
			return false;
		provider = provider * 10 + (name[i] - '0');
	}
	if (provider > INT32_MAX)
		return false;
	memset(scheme, 0, sizeof(*scheme));
	memcpy(scheme->name, name, length);
	scheme->quality = COC_QUALITY_LOCAL;
	scheme->provider = (int32_t) provider;
	return true;
}
