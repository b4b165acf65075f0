/**
 * The commonest function words of languages in Latin script: articles, prepositions, conjunctions, pronouns, auxiliary verbs. They make up a third
 * to a half of running text, hardly ever stand in code, names or tables, and no two languages share many of them. Closed classes, from grammars; in lower case.
 */
export const FUNCTION_WORDS: Readonly<Record<string, string>> = {
  en: `the of and to in is that for it with as on be are this by or from at an was not have which you can if will has but they all their when we more your there one been should
    these may so no would use what where who its than other into also only any how does do must could about then them each our were some because after before between such while`,
  de: `der die das und ist nicht ein eine einen einem einer eines zu den dem des mit sich auf für von im als auch es an werden aus er hat dass sie nach wird bei noch wie oder über so
    zum war haben nur aber vor zur bis mehr durch man sein wurde wenn können kann diese dieser dieses sind ich wir ihr ihre muss müssen ohne unter`,
  fr: `le la les de des du un une et est que qui dans pour pas sur avec ce cette il elle au aux par plus ne se sont ou mais comme être nous vous ils leur leurs son sa ses on même
    aussi tout tous peut sans cela ces fait été lorsque donc si à où dont entre après avant`,
  es: `el la los las de del que y en un una es por con para no se lo como su sus al más pero este esta estos estas ha o si sin sobre también hasta hay donde cuando muy todo todos
    ser son fue entre desde puede pueden porque cada hace sólo solo debe deben le les nos`,
  it: `il lo la i gli le di del della dei delle che e è un una uno in per con non si da dal dalla al alla ai nel nella sono come più ma anche questo questa questi queste se su sul ha
    essere può possono dopo prima quando ogni tra fra loro suo sua suoi degli dello agli dove devono senza esse`,
  pt: `o a os as de do da dos das que e é em um uma para com não se por mais como mas ao no na nos nas foi são ou também pelo pela seu sua seus suas este esta isso ser está quando muito
    já pode podem até sem entre depois antes todos cada lhe aos às num numa deve devem essa esse elas eles`,
  nl: `de het een en van in is dat op te zijn met voor niet aan er om ook als dan maar bij of uit door naar heeft hebben worden wordt kan kunnen deze dit nog over zo tot moet moeten wel
    meer geen hun zij wij u ze men was werd welke wanneer tussen zonder alle na elke`,
  sv: `och att det som en är av för på den till med inte om ett har de i kan så var från vid eller men sig ska måste när också efter alla mot här under mellan utan detta dessa denna vi
    ni han hon där hur blir varje innan fortfarande än dem`,
  da: `og at det som en er af for på den til med ikke om et har de i kan så var fra ved eller men sig skal når også efter alle mod her under mellem uden dette disse denne vi hvor hvis
    bliver blev hver før være været efter ind ud kun`,
  no: `og at det som en er av for på den til med ikke om et har de i kan så var fra ved eller men seg skal når også etter alle mot her under mellom uten dette disse denne vi hvor hvis
    blir ble hver før være vært ei inn ut bare må noen`,
  fi: `ja on ei että se oli joka mutta kun hän ovat myös niin kuin tai voi jos sen ole sitä vain olla tämä nämä tämän mukaan jotka ennen jälkeen kanssa sekä eivät siitä jossa kaikki
    mitä mikä niiden voidaan tulee pitää ilman`,
  pl: `i w na z się nie do to jest że o jak ale po za od przez przy dla są lub oraz co tak czy jego jej ich już może można być który która które tego tym także tylko był była
    było bez pod przed aby należy ze we każdej każdym wszystkie gdy`,
  cs: `a v se na je že s z do o to i ve pro jako za by jsou při který která které od po jeho ale nebo tak až není byl byla bylo být může mohou také podle mezi před bez pod tím této
    tohoto jsme však aby musí lze jen pokud než ze ke`,
  hu: `a az és hogy nem is egy ez van meg csak de ha már mint vagy el még azt kell volt ezt lehet minden akkor nincs ki be le itt ezek után előtt között szerint által valamint illetve
    amely amelyek aki mert pedig ezért során`,
  ro: `și în de la cu pe nu este un o că din pentru care mai se sau fi al ale ca au sunt prin după dacă între fără acest această aceste fost poate pot trebuie cel cea cele lui lor sa
    său doar când până către unui unei`,
  tr: `ve bir bu için ile da de olarak olan daha gibi çok en ne ya her kadar sonra göre değil ise ancak veya olduğu olup tarafından hem var yok şekilde önce üzerinde bunun tüm
    eder edilir olur ayrıca iki`,
  hr: `i u je da se na za od s su to ne kao koji koja koje o iz do ili ali kako što bi te sa nije biti bio bila može samo već prema ako kada nakon prije između bez ovaj ova ovo
    njegov svih treba mora po`,
};
