"""Towns of the region, offered where somebody types a place. Others are welcome too."""

MUNICIPALITIES = (
    """
Ahnatal, Alheim, Allendorf (Eder), Bad Arolsen, Bad Emstal, Bad Hersfeld, Bad Karlshafen,
Bad Sooden-Allendorf, Bad Wildungen, Bad Zwesten, Baunatal, Bebra, Borken (Hessen),
Breuna, Calden, Diemelstadt, Edermünde, Edertal, Eschwege, Espenau, Felsberg,
Frankenberg (Eder), Fritzlar, Fuldabrück, Fuldatal, Göttingen, Grebenstein, Gudensberg,
Guxhagen, Habichtswald, Hann. Münden, Helsa, Hessisch Lichtenau, Hofgeismar,
Homberg (Efze), Immenhausen, Kassel, Kaufungen, Knüllwald, Körle, Korbach, Liebenau,
Lohfelden, Malsfeld, Melsungen, Naumburg, Nieste, Niestetal, Reinhardshagen,
Rotenburg a. d. Fulda, Schauenburg, Schwalmstadt, Söhrewald, Sontra, Spangenberg,
Staufenberg, Trendelburg, Vellmar, Volkmarsen, Wabern, Waldeck, Waldkappel, Wesertal,
Witzenhausen, Wolfhagen, Zierenberg
""".replace("\n", " ")
    .strip()
    .split(", ")
)
