using System.Reflection;
using System.Reflection.Emit;
using ILComicGAN.PtxMachine.Programs;
using ILComicGAN.PtxMachine.Sanitizing;
using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Translation;

/// <content>Which lanes take part, what makes predicates, and which registers have been written.</content>
internal sealed partial class BlockTranslator
{
    /// <summary>The lanes that an instruction works on.</summary>
    /// <param name="Full">All 32, known when translating.</param>
    /// <param name="Local">Where they are otherwise; null for the block's own.</param>
    private readonly record struct Mask(bool Full, LocalBuilder? Local)
    {
        public void Load(ILGenerator il)
        {
            if (Local is null)
            {
                il.Emit(OpCodes.Ldarg_1);
            }
            else
            {
                il.Emit(OpCodes.Ldloc, Local);
            }
        }
    }

    private Mask MaskOf(ILGenerator il, Instruction i, bool full)
    {
        if (i.Guard < 0)
        {
            return new Mask(full, null);
        }

        LocalBuilder local = il.DeclareLocal(typeof(uint));
        EmitGuard(il, i);
        il.Emit(OpCodes.Stloc, local);
        return new Mask(false, local);
    }

    /// <summary>The active lanes where the guard is true.</summary>
    private void EmitGuard(ILGenerator il, Instruction i)
    {
        il.Emit(OpCodes.Ldarg_1);
        if (i.Guard >= 0)
        {
            LoadPredicate(il, i.Guard, i.Statement.GuardNegated);
            il.Emit(OpCodes.And);
        }
    }

    private void LoadPredicate(ILGenerator il, int register, bool negated)
    {
        Address(il, program.Layout[register]);
        il.Emit(OpCodes.Ldind_U4);
        if (negated)
        {
            il.Emit(OpCodes.Not);
        }
    }

    private void CheckRegisters(ILGenerator il, Instruction i, bool full)
    {
        if (!observed)
        {
            return;
        }

        Mask mask = new(full, null);
        foreach (int register in i.Reads.Distinct())
        {
            int validity = program.Layout.Validity(register);
            if (validity >= 0)
            {
                il.Emit(OpCodes.Ldarg_0);
                if (i.Guard >= 0 && register != i.Guard)
                {
                    EmitGuard(il, i);
                }
                else
                {
                    mask.Load(il);
                }

                il.Emit(OpCodes.Ldarg_2);
                il.Emit(OpCodes.Ldc_I4, validity);
                il.Emit(OpCodes.Ldc_I4, register);
                il.Emit(OpCodes.Ldc_I4, i.Statement.Line);
                il.Emit(OpCodes.Call, typeof(AccessObserver).GetMethod(nameof(AccessObserver.CheckRegister))!);
            }
        }
    }

    private void MarkRegisters(ILGenerator il, Instruction i, Mask mask)
    {
        if (!observed)
        {
            return;
        }

        foreach (int register in i.Writes)
        {
            int validity = program.Layout.Validity(register);
            if (validity >= 0)
            {
                Address(il, validity);
                Address(il, validity);
                il.Emit(OpCodes.Ldind_U4);
                mask.Load(il);
                il.Emit(OpCodes.Or);
                il.Emit(OpCodes.Stind_I4);
            }
        }
    }

    private void EmitComparison(ILGenerator il, Instruction i, Mask mask)
    {
        LocalBuilder bits = il.DeclareLocal(typeof(uint));
        if (i.Vector is not null)
        {
            ParameterInfo[] parameters = i.Vector.GetParameters();
            int parts = PartsOf(i.Vector);
            for (int part = 0; part < parts; part++)
            {
                for (int p = 0; p < parameters.Length; p++)
                {
                    LoadVector(il, i.Sources[p], parameters[p].ParameterType, part);
                    EmitAdjust(il, i.Flushes, parameters[p].ParameterType, nameof(VectorFunctions.Flush));
                }

                il.Emit(OpCodes.Call, i.Vector);
                if (part > 0)
                {
                    il.Emit(OpCodes.Ldc_I4, part * (32 / parts));
                    il.Emit(OpCodes.Shl);
                    il.Emit(OpCodes.Ldloc, bits);
                    il.Emit(OpCodes.Or);
                }

                il.Emit(OpCodes.Stloc, bits);
            }
        }
        else
        {
            EmitLaneComparison(il, i, mask, bits, offset: 0);
        }

        // Both results are found before either is written: the joined predicate may be one of them.
        LocalBuilder joined = il.DeclareLocal(typeof(uint));
        EmitJoin(il, i, bits, complement: false);
        il.Emit(OpCodes.Stloc, joined);
        if (i.Results.Length > 1)
        {
            // The second result is the complement, or that of the upper halves.
            bool pairs = i.Type == PtxType.F16X2;
            if (pairs)
            {
                EmitLaneComparison(il, i, mask, bits, offset: 2);
            }

            LocalBuilder second = il.DeclareLocal(typeof(uint));
            EmitJoin(il, i, bits, complement: !pairs);
            il.Emit(OpCodes.Stloc, second);
            StorePredicate(il, i.Results[1], second, mask);
        }

        StorePredicate(il, i.Results[0], joined, mask);
    }

    private void EmitLaneComparison(ILGenerator il, Instruction i, Mask mask, LocalBuilder bits, int offset)
    {
        ParameterInfo[] parameters = i.Lane!.GetParameters();
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Stloc, bits);
        Loop(il, mask, lane =>
        {
            for (int p = 0; p < parameters.Length; p++)
            {
                LoadLane(il, i.Sources[p], parameters[p].ParameterType, lane, offset);
                EmitLaneAdjust(il, i.Flushes, i.Type, parameters[p].ParameterType, nameof(LaneFunctions.Flush));
            }

            il.Emit(OpCodes.Call, i.Lane);
            il.Emit(OpCodes.Ldloc, lane);
            il.Emit(OpCodes.Shl);
            il.Emit(OpCodes.Ldloc, bits);
            il.Emit(OpCodes.Or);
            il.Emit(OpCodes.Stloc, bits);
        });
    }

    private void EmitJoin(ILGenerator il, Instruction i, LocalBuilder bits, bool complement)
    {
        il.Emit(OpCodes.Ldloc, bits);
        if (complement)
        {
            il.Emit(OpCodes.Not);
        }

        if (i.Joins is not null)
        {
            Operand with = i.Sources[^1];
            LoadPredicate(il, with.Register, with.Negated);
            il.Emit(i.Joins switch { "and" => OpCodes.And, "or" => OpCodes.Or, _ => OpCodes.Xor });
        }
    }

    private void StorePredicate(ILGenerator il, Operand result, LocalBuilder bits, Mask mask)
    {
        if (result.Kind == OperandKind.Nothing)
        {
            return;
        }

        int at = program.Layout[result.Register];
        Address(il, at);
        if (mask.Full)
        {
            il.Emit(OpCodes.Ldloc, bits);
        }
        else
        {
            Address(il, at);
            il.Emit(OpCodes.Ldind_U4);
            mask.Load(il);
            il.Emit(OpCodes.Not);
            il.Emit(OpCodes.And);
            il.Emit(OpCodes.Ldloc, bits);
            mask.Load(il);
            il.Emit(OpCodes.And);
            il.Emit(OpCodes.Or);
        }

        il.Emit(OpCodes.Stind_I4);
    }

    private void EmitLogic(ILGenerator il, Instruction i, Mask mask)
    {
        LoadLogic(i.Sources[0]);
        if (i.Mode == "not")
        {
            il.Emit(OpCodes.Not);
        }
        else
        {
            LoadLogic(i.Sources[1]);
            il.Emit(i.Mode switch { "and" => OpCodes.And, "or" => OpCodes.Or, _ => OpCodes.Xor });
        }

        LocalBuilder bits = il.DeclareLocal(typeof(uint));
        il.Emit(OpCodes.Stloc, bits);
        StorePredicate(il, i.Results[0], bits, mask);

        void LoadLogic(Operand operand)
        {
            if (operand.Kind == OperandKind.Register)
            {
                LoadPredicate(il, operand.Register, operand.Negated);
            }
            else
            {
                il.Emit(OpCodes.Ldc_I4, operand.Bits != 0 ? -1 : 0);
            }
        }
    }
}
