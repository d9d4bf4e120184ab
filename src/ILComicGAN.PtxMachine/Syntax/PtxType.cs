namespace ILComicGAN.PtxMachine.Syntax;

/// <summary>PTX's fundamental types.</summary>
internal enum PtxType
{
    None, Pred, B8, B16, B32, B64, U8, U16, U32, U64, S8, S16, S32, S64, F16, F16X2, BF16, TF32, F32, F64,
}
